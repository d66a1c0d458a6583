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
// IAM matches permissions on a key by the key's own ARN, never by an alias.
const keyArn = arn(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "a KMS key (not of an alias)");
// A FIFO topic refuses a message without a group. Alarms and schedules name none.
const topicArn = arn(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "a standard SNS topic");
const hostName = v.pipe(
  v.string(),
  v.regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "is not a host name in lower case"),
);

const domain = {
  name: hostName,
  /** A certificate of AWS Certificate Manager in the stack's region. */
  certificateArn,
  /** Makes an alias record. Without it, point the name at the domain's target yourself. */
  hostedZone: v.optional(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^Z[A-Z0-9]+$/, "is not the id of a hosted zone")),
      name: hostName,
    }),
  ),
};

const sourceSettings = v.strictObject({
  /** The schemes that a delivery has to pass, all of them. By default those of the vendor's definition. */
  authentication: v.optional(v.record(v.string(), v.unknown())),
  /** Deliveries a second, and at once, that API Gateway lets through. */
  throttling: v.optional(v.strictObject({ ratePerSecond: positive, burst: positive }), {
    ratePerSecond: 100,
    burst: 200,
  }),
  /** The most containers at once. Without it, the source shares the account's pool. */
  reservedConcurrency: v.optional(positive),
  /** Alarms when nothing was received for so long. Without it, silence is no alarm. */
  silentAfterHours: v.optional(v.pipe(positive, v.maxValue(168, "is above 168, a week"))),
});

const domains = v.strictObject({
  /** For sources that need mutual TLS. */
  mutualTls: v.optional(
    v.strictObject({
      ...domain,
      /** A PEM file of certificate authorities. The path is relative to the folder of the app's `cdk.json`. */
      truststore: v.string(),
      /** A public certificate of the same name, if `certificateArn` is imported or of a private authority. */
      ownershipCertificateArn: v.optional(certificateArn),
    }),
  ),
  /** For all other sources. */
  ordinary: v.optional(v.strictObject(domain)),
});

export const stageSettings = v.strictObject({
  /** Keeps data when the stack is deleted, backs the table up and protects it. */
  retainData: flag,
  logRetentionDays: v.picklist(
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653],
    "is not a period that CloudWatch Logs has",
  ),
  /** Memory of each source's function. Less has no room for a row of large bodies. */
  memoryMb: v.optional(
    v.pipe(
      v.number("is not a number"),
      v.integer("is not a whole number"),
      v.minValue(256, "is below 256"),
      v.maxValue(10_240, "is above 10240"),
    ),
    256,
  ),
  /** Lambda's own log lines of each successful invocation. Lambda always logs a failed one. */
  platformLogs: v.optional(flag, false),
  /** A log line of API Gateway for each request. */
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
  /** Your own key for table, queues, secrets, logs and the functions' environment. By default AWS manages the keys. */
  encryptionKeyArn: v.optional(keyArn),
  /** The SNS topic of the alarms. Without it only the console shows them. */
  alarmTopicArn: v.optional(topicArn),
});

/** The differences between two deployments. */
export type StageSettings = v.InferOutput<typeof stageSettings>;
