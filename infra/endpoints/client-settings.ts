import type { Endpoints } from "./endpoints.ts";

/** The SDK takes the rest from the environment. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The embedded services take any credentials. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" } as const;

export function localClientSettings({ aws, region }: Pick<Endpoints, "aws" | "region">) {
  return { endpoint: aws, region, credentials: localCredentials };
}
