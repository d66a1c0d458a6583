import type { Endpoints } from "./endpoints.ts";

/** The SDK needs credentials. The embedded services take any. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" } as const;

export function localClientSettings({ aws, region }: Pick<Endpoints, "aws" | "region">) {
  return { endpoint: aws, region, credentials: localCredentials };
}
