import type { Endpoints } from "./endpoints.ts";

/** The embedded services take any credentials. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" } as const;

export function localClientSettings({ aws, region }: Pick<Endpoints, "aws" | "region">) {
  return { endpoint: aws, region, credentials: localCredentials };
}
