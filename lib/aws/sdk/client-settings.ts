import * as v from "valibot";
import { parseVariables, type Variables } from "../../wiring/environment.ts";
import type { Connections } from "./connections.ts";

const text = v.pipe(v.string(), v.nonEmpty());
/** Empty is absent: SAM can set a variable of a container, but not take it away. */
const textOrNothing = v.optional(v.string(), "");
const flag = v.pipe(
  v.optional(v.string(), "false"),
  v.transform((value) => value === "true"),
);

/** What Lambda sets in every function (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and AWS's own switches. */
const schema = v.object({
  AWS_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: textOrNothing,
  AWS_ENDPOINT_URL: textOrNothing,
  AWS_ENDPOINT_URL_DYNAMODB: textOrNothing,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: textOrNothing,
  AWS_ENDPOINT_URL_SQS: textOrNothing,
  AWS_USE_FIPS_ENDPOINT: flag,
  AWS_USE_DUALSTACK_ENDPOINT: flag,
});

export type ClientSettings = ReturnType<typeof createClientSettings>;
type Service = "DYNAMODB" | "SECRETS_MANAGER" | "SQS";

/**
 * What every AWS client of a container is made with, given how long one attempt of its calls may take. All that the SDK would
 * otherwise look for in files and providers is said here, once. Its own strategy retries; `callWithin` bounds all attempts together.
 */
export function createClientSettings(variables: Variables, connections: Connections) {
  const read = parseVariables(schema, variables);
  const { AWS_SESSION_TOKEN: sessionToken } = read;
  const credentials = {
    accessKeyId: read.AWS_ACCESS_KEY_ID,
    secretAccessKey: read.AWS_SECRET_ACCESS_KEY,
    ...(sessionToken ? { sessionToken } : {}),
  };
  return (service: Service, attemptMs: number) =>
    ({
      region: read.AWS_REGION,
      credentials,
      ...withEndpoint(read[`AWS_ENDPOINT_URL_${service}`] || read.AWS_ENDPOINT_URL),
      ignoreConfiguredEndpointUrls: true,
      useFipsEndpoint: read.AWS_USE_FIPS_ENDPOINT,
      useDualstackEndpoint: read.AWS_USE_DUALSTACK_ENDPOINT,
      defaultsMode: "standard",
      retryMode: "standard",
      maxAttempts: 3,
      cacheMiddleware: true,
      requestHandler: connections.requestHandler(attemptMs),
    }) as const;
}

function withEndpoint(endpoint: string): { readonly endpoint?: string } {
  return endpoint ? { endpoint } : {};
}

/**
 * How long one attempt of a delivery's call may take, so that a lost connection leaves time for another. The queue gets
 * longer: what it takes after nobody waits any more is deferred as well, and sent again.
 */
export const attemptMs = { table: 450, queue: 1000, secrets: 1000 } as const;

/** What a call pays for and nobody reads: lines for a logger that there is none of, and a description of this runtime. */
const idleMiddleware = ["loggerMiddleware", "getUserAgentMiddleware"] as const;

interface SlimmableClient {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
}

/** Takes the idle middleware out of a new client. Throws if a name has changed, so that an update of the SDK does not go unnoticed. */
export function withoutUnusedMiddleware<Client extends SlimmableClient>(client: Client): Client {
  for (const name of idleMiddleware)
    if (!client.middlewareStack.remove(name)) throw new TypeError(`the SDK has no ${name}`);
  return client;
}
