import * as v from "valibot";
import { parseVariables, type Variables } from "../../wiring/environment.ts";
import type { Connections } from "./connections.ts";

const text = v.pipe(v.string(), v.nonEmpty());
/** Empty means absent: SAM cannot remove variables. */
const textOrNothing = v.optional(v.string(), "");
const flag = v.pipe(
  v.optional(v.string(), "false"),
  v.transform((value) => value === "true"),
);

/**
 * Lambda sets these (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). The rest are SDK
 * switches.
 */
const schema = v.object({
  AWS_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: textOrNothing,
  AWS_ENDPOINT_URL: textOrNothing,
  AWS_ENDPOINT_URL_DYNAMODB: textOrNothing,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: textOrNothing,
  AWS_ENDPOINT_URL_SNS: textOrNothing,
  AWS_ENDPOINT_URL_SQS: textOrNothing,
  AWS_USE_FIPS_ENDPOINT: flag,
  AWS_USE_DUALSTACK_ENDPOINT: flag,
});

export type ClientSettings = ReturnType<typeof createClientSettings>;
type Service = "DYNAMODB" | "SECRETS_MANAGER" | "SNS" | "SQS";

/**
 * Client settings that leave the SDK nothing to look up in files and providers. `attemptMs` limits one attempt. The
 * SDK's standard strategy retries. `callWithin` limits all attempts together.
 */
export function createClientSettings(variables: Variables, connections: Connections) {
  const read = parseVariables(schema, variables);
  const credentials = {
    accessKeyId: read.AWS_ACCESS_KEY_ID,
    secretAccessKey: read.AWS_SECRET_ACCESS_KEY,
    ...(read.AWS_SESSION_TOKEN ? { sessionToken: read.AWS_SESSION_TOKEN } : {}),
  };
  return (service: Service, attemptMs: number) => {
    const endpoint = read[`AWS_ENDPOINT_URL_${service}`] || read.AWS_ENDPOINT_URL;
    return {
      region: read.AWS_REGION,
      credentials,
      ...(endpoint ? { endpoint } : {}),
      ignoreConfiguredEndpointUrls: true,
      useFipsEndpoint: read.AWS_USE_FIPS_ENDPOINT,
      useDualstackEndpoint: read.AWS_USE_DUALSTACK_ENDPOINT,
      defaultsMode: "standard",
      retryMode: "standard",
      maxAttempts: 3,
      cacheMiddleware: true,
      requestHandler: connections.requestHandler(attemptMs),
    } as const;
  };
}

/**
 * One attempt's limit in a delivery, so a lost connection leaves time for another. SQS gets longer: a message
 * accepted after the limit is also deferred, and sent again.
 */
export const attemptMs = { table: 450, queue: 1000, secrets: 1000 } as const;

/** Logs to no logger, and describes the runtime. */
const unusedMiddleware = ["loggerMiddleware", "getUserAgentMiddleware"] as const;

interface AwsClient {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
}

/** Throws if an SDK update renamed one. */
export function withoutUnusedMiddleware<Client extends AwsClient>(client: Client): Client {
  for (const name of unusedMiddleware)
    if (!client.middlewareStack.remove(name)) throw new TypeError(`the SDK has no ${name}`);
  return client;
}
