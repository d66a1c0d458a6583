import * as v from "valibot";
import { parseVariables, type Variables, variableNames } from "../../wiring/environment.ts";
import type { Connections } from "../http/connections.ts";

const text = v.pipe(v.string(), v.nonEmpty());
/** Empty means absent: SAM cannot remove variables. */
const textOrNothing = v.optional(v.string(), "");
const addressOrNothing = v.optional(v.pipe(v.string(), v.regex(/^(https?:\/\/[^/].*)?$/)), "");
/** Endpoints of FIPS and of IPv6 go by `AWS_ENDPOINT_URL_<SERVICE>`. To pass over the switch would be worse than to fail. */
const off = v.optional(v.picklist(["", "false"]));

/**
 * Lambda sets these (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). The SDK defined those of
 * endpoints (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
 */
const schema = v.object({
  AWS_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: textOrNothing,
  AWS_ENDPOINT_URL: addressOrNothing,
  AWS_ENDPOINT_URL_DYNAMODB: addressOrNothing,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: addressOrNothing,
  AWS_ENDPOINT_URL_SNS: addressOrNothing,
  AWS_ENDPOINT_URL_SQS: addressOrNothing,
  AWS_USE_FIPS_ENDPOINT: off,
  AWS_USE_DUALSTACK_ENDPOINT: off,
  [variableNames.urlSuffix]: v.optional(text, "amazonaws.com"),
});

/** In hosts and in signatures. */
const serviceNames = {
  DYNAMODB: "dynamodb",
  SECRETS_MANAGER: "secretsmanager",
  SNS: "sns",
  SQS: "sqs",
} as const;

export type SettingsOf = ReturnType<typeof createServiceSettings>;
export type ServiceSettings = ReturnType<SettingsOf>;

/** Everything that the SDK's clients look for in files and providers. `attemptMs` limits one attempt. */
export function createServiceSettings(variables: Variables, connections: Connections) {
  const read = parseVariables(schema, variables);
  const { AWS_REGION: region, [variableNames.urlSuffix]: urlSuffix } = read;
  const credentials = {
    accessKeyId: read.AWS_ACCESS_KEY_ID,
    secretAccessKey: read.AWS_SECRET_ACCESS_KEY,
    ...(read.AWS_SESSION_TOKEN ? { sessionToken: read.AWS_SESSION_TOKEN } : {}),
  };
  /** Lambda sets it anew for each invocation, and knows loops of functions by it. */
  const isLambda = Boolean(variables.AWS_LAMBDA_FUNCTION_NAME);
  const readTraceId = () => (isLambda ? variables._X_AMZN_TRACE_ID : undefined);
  return (service: keyof typeof serviceNames, attemptMs: number) => {
    const signingName = serviceNames[service];
    const endpoint =
      read[`AWS_ENDPOINT_URL_${service}`] ||
      read.AWS_ENDPOINT_URL ||
      `https://${signingName}.${region}.${urlSuffix}`;
    const limits = { attemptMs, maxAttempts: 3 };
    return { signingName, endpoint, region, credentials, connections, ...limits, readTraceId };
  };
}

/**
 * One attempt's limit in a delivery, so a lost connection leaves time for another. SQS gets longer: a message
 * accepted after the limit is also deferred, and sent again.
 */
export const attemptMs = { table: 450, queue: 1000, secrets: 1000 } as const;
