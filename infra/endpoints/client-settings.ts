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

/** The same for a process that reads its settings from the environment. */
export function localEnvironment({ aws, region }: Pick<Endpoints, "aws" | "region">) {
  return {
    AWS_ENDPOINT_URL: aws,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
}
