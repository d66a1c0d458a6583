import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";

const flag = v.boolean("is neither true nor false");
const positive = v.pipe(
  v.number("is not a number"),
  v.integer("is not a whole number"),
  v.minValue(1, "is below 1"),
);
const arn = (pattern: RegExp, resource: string) =>
  v.pipe(v.string(), v.regex(pattern, `is not the ARN of ${resource}`));
const certificateArn = arn(
  /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
  "a certificate of ACM",
);
// IAM matches a key's ARN, never an alias.
const keyArn = arn(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "a KMS key (not of an alias)");
// FIFO topics need a group. Alarms name none.
const topicArn = arn(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "a standard SNS topic");
const hostName = v.pipe(
  v.string(),
  v.regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "is not a host name in lower case"),
);

const domain = {
  name: hostName,
  /** A Certificate Manager certificate in the stack's region. */
  certificateArn,
  /** Without it, point the name yourself. */
  hostedZone: v.optional(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^Z[A-Z0-9]+$/, "is not the id of a hosted zone")),
      name: hostName,
    }),
  ),
};

const sourceSettings = v.strictObject({
  /** All must pass. Default: the vendor's. */
  authentication: v.optional(v.record(v.string(), v.unknown())),
  /** Deliveries that API Gateway lets through. */
  throttling: v.optional(v.strictObject({ ratePerSecond: positive, burst: positive }), {
    ratePerSecond: 100,
    burst: 200,
  }),
  /** Maximum containers. Default: the account's shared pool. */
  reservedConcurrency: v.optional(positive),
  /** Alarms after this silence. Default: never. */
  silentAfterHours: v.optional(v.pipe(positive, v.maxValue(168, "is above 168, a week"))),
});

const domains = v.strictObject({
  /** For sources that need mutual TLS. */
  mutualTls: v.optional(
    v.strictObject({
      ...domain,
      /** A PEM file of authorities, from `cdk.json`'s folder. */
      truststore: v.string(),
      /** A public certificate, if `certificateArn` is imported or private. */
      ownershipCertificateArn: v.optional(certificateArn),
    }),
  ),
  /** For all other sources. */
  ordinary: v.optional(v.strictObject(domain)),
});

export const stageSettings = v.strictObject({
  /** Enables backups and deletion protection too. */
  retainData: flag,
  logRetentionDays: v.picklist(
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653],
    "is not a period that CloudWatch Logs has",
  ),
  /** Less cannot hold several large bodies. */
  memoryMb: v.optional(
    v.pipe(
      v.number("is not a number"),
      v.integer("is not a whole number"),
      v.minValue(256, "is below 256"),
      v.maxValue(10_240, "is above 10240"),
    ),
    256,
  ),
  /** Logs successful invocations too. Failures are always logged. */
  platformLogs: v.optional(flag, false),
  /** One API Gateway line per request. */
  accessLogs: v.optional(flag, false),
  sources: v.optional(
    v.strictObject(
      v.entriesFromList(
        vendors.map(({ id }) => id),
        v.optional(sourceSettings, {}),
      ),
    ),
    {},
  ),
  domains: v.optional(domains, {}),
  /** Your key for table, queues, secrets, logs and environments. Default: AWS keys. */
  encryptionKeyArn: v.optional(keyArn),
  /** Default: only the console shows alarms. */
  alarmTopicArn: v.optional(topicArn),
});

/** How two deployments differ. */
export type StageSettings = v.InferOutput<typeof stageSettings>;
