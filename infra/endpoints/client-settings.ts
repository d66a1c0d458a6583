import type { Endpoints } from "./endpoints.ts";

/** The embedded services take any credentials, but the SDK wants some. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" } as const;

/** For an SDK client of the local intake. */
export function localClientSettings({ aws, region }: Pick<Endpoints, "aws" | "region">) {
  return { endpoint: aws, region, credentials: localCredentials };
}
