import * as v from "valibot";
import { outcomes } from "../../lib/source/event-schema.ts";

const flag = v.boolean("is neither true nor false");
const whole = (min: number, max = Number.MAX_SAFE_INTEGER, meaning = "") =>
  v.pipe(
    v.number("is not a number"),
    v.integer("is not a whole number"),
    v.minValue(min, `is below ${min}`),
    v.maxValue(max, `is above ${max}${meaning}`),
  );
const positive = whole(1);
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
const visibilityTimeoutSeconds = v.optional(whole(1, 43_200, ", twelve hours"));
const hostName = v.pipe(
  v.string(),
  v.regex(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(xn--[a-z0-9-]+|[a-z]{2,})$/,
    "is not a host name in lower case",
  ),
);

const domain = {
  name: hostName,
  certificateArn,
  hostedZone: v.optional(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^Z[A-Z0-9]+$/, "is not the id of a hosted zone")),
      name: hostName,
    }),
  ),
};

const sourceSettings = v.strictObject({
  vendor: v.optional(v.string("is not a text")),
  authentication: v.optional(v.record(v.string(), v.unknown())),
  throttling: v.optional(v.strictObject({ ratePerSecond: positive, burst: positive })),
  reservedConcurrency: v.optional(positive),
  silentAfterHours: v.optional(whole(1, 168, ", a week")),
});

const ids = v.array(v.string());

const consumerSettings = v.strictObject({
  sources: v.optional(ids),
  types: v.optional(ids),
  outcomes: v.optional(v.array(v.picklist(outcomes, `is none of ${outcomes.join(", ")}`))),
  account: v.optional(v.string()),
  visibilityTimeoutSeconds,
});

const domains = v.strictObject({
  mutualTls: v.optional(
    v.strictObject({
      ...domain,
      /** From `cdk.json`'s folder. */
      truststore: v.string(),
      ownershipCertificateArn: v.optional(certificateArn),
    }),
  ),
  ordinary: v.optional(v.strictObject(domain)),
});

/** The names and ARNs of what `NotificationIntakeProps` takes as objects. That interface says what each is for. */
export const stageSettings = v.strictObject({
  sources: v.record(v.string(), sourceSettings),
  retainData: flag,
  logRetentionDays: v.picklist(
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653],
    "is not a period that CloudWatch Logs has",
  ),
  memoryMb: v.optional(whole(256, 10_240)),
  platformLogs: v.optional(flag),
  accessLogs: v.optional(flag),
  tracing: v.optional(flag),
  consumers: v.optional(v.record(v.string(), consumerSettings)),
  archiveDays: v.optional(positive),
  unrouted: v.optional(v.literal("drop", 'is not "drop"')),
  visibilityTimeoutSeconds,
  gradualDeployment: v.optional(flag),
  domains: v.optional(domains),
  encryptionKeyArn: v.optional(keyArn),
  alarmTopicArn: v.optional(topicArn),
});

/** How two deployments differ. */
export type StageSettings = v.InferOutput<typeof stageSettings>;
