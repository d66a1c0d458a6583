import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { bindToIssuers } from "../../lib/authentication/schemes/certificate-pins.ts";
import { authorityKeys, faultOfTruststore, holdsExampleAuthority } from "./truststore.ts";

/** A mistake in the settings, as one sentence that names the setting. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** The name under which sources offer to be bound to client certificates. */
export const clientCertificateScheme = "clientCertificate";

/** The stage that shows every setting, and the only one that may trust the example's authority. */
export const exampleStage = "example";

const flag = v.boolean("is neither true nor false");
const positive = v.pipe(
  v.number("is not a number"),
  v.integer("is not a whole number"),
  v.minValue(1, "is below 1"),
);
const arn = (pattern: RegExp, what: string) =>
  v.pipe(v.string(), v.regex(pattern, `is not the ARN of ${what}`));
const certificateArn = arn(
  /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
  "a certificate of ACM",
);
// IAM matches permissions on a key by the key's own ARN, never by an alias.
const keyArn = arn(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "a KMS key (not of an alias)");
// A FIFO topic takes no message without a group, and neither alarms nor schedules name one.
const topicArn = arn(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "a standard SNS topic");
const hostName = v.pipe(
  v.string(),
  v.regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "is not a host name in lower case"),
);

const domain = {
  name: hostName,
  /** Of AWS Certificate Manager, in the stack's region. */
  certificateArn,
  /** Makes an alias record; without it, point the name at the domain's target yourself. */
  hostedZone: v.optional(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^Z[A-Z0-9]+$/, "is not the id of a hosted zone")),
      name: hostName,
    }),
  ),
};

/** What a stage can say about one source. */
const sourceSettings = v.strictObject({
  /** The schemes that a delivery must pass, all of them; else the source's own default. */
  authentication: v.optional(v.record(v.string(), v.unknown())),
  /** Deliveries a second, and at once, that API Gateway lets through. */
  throttling: v.optional(v.strictObject({ ratePerSecond: positive, burst: positive }), {
    ratePerSecond: 100,
    burst: 200,
  }),
  /** Containers at most; without it, the account's pool is shared. */
  reservedConcurrency: v.optional(positive),
  /** Alarms when nothing was received for this long; without it, silence is no alarm. */
  silentAfterHours: v.optional(v.pipe(positive, v.maxValue(168, "is above 168, a week"))),
});

const stageSettings = v.strictObject({
  /** Keep data when the stack is deleted, back the table up and protect it. */
  retainData: flag,
  // The periods that CloudWatch Logs has.
  logRetentionDays: v.picklist(
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653],
    "is not a period that CloudWatch Logs has",
  ),
  /** Of each source's function; less has no room for a row of large bodies. */
  memoryMb: v.optional(
    v.pipe(
      v.number("is not a number"),
      v.integer("is not a whole number"),
      v.minValue(256, "is below 256"),
      v.maxValue(10_240, "is above 10240"),
    ),
    256,
  ),
  /** Lambda's own lines of each invocation that ends well; what does not end well is always logged. */
  platformLogs: v.optional(flag, false),
  /** A line of API Gateway's for each request. */
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
  domains: v.optional(
    v.strictObject({
      /** For sources bound to a client certificate. */
      mutualTls: v.optional(
        v.strictObject({
          ...domain,
          /** A PEM file of certificate authorities, from the folder in which the app runs: that of its `cdk.json`. */
          truststore: v.string(),
          /** A public certificate of the same name, where `certificateArn` is imported or of a private authority. */
          ownershipCertificateArn: v.optional(certificateArn),
        }),
      ),
      /** For all others. */
      ordinary: v.optional(v.strictObject(domain)),
    }),
    {},
  ),
  /** A key of your own for table, queues, secrets, logs and the functions' environment, instead of those that AWS manages. */
  encryptionKeyArn: v.optional(keyArn),
  /** The SNS topic that alarms go to; without it they are seen in the console alone. */
  alarmTopicArn: v.optional(topicArn),
});

/** What differs between two deployments. */
export type StageSettings = v.InferOutput<typeof stageSettings>;

/** Reads the settings of one stage from the `stages` context of `cdk.json`, which a mistake is said to be in. */
export function readStageSettings(stages: unknown, stage: string, now: Date): StageSettings {
  const all = v.safeParse(v.record(v.string(), v.unknown()), stages);
  const names = all.success ? Object.keys(all.output) : [];
  if (!all.success || !names.includes(stage)) {
    throw new SettingsError(`there is no stage "${stage}" in cdk.json: it has ${names.join(", ") || "none"}`);
  }
  try {
    return checkStageSettings(all.output[stage], now, stage);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(`cdk.json, stage "${stage}": ${error.message}`);
  }
}

/** `now` is what certificates are judged by; `stage` is a name in `cdk.json`, if the settings come from there. */
export function checkStageSettings(settings: unknown, now: Date, stage?: string): StageSettings {
  const result = v.safeParse(stageSettings, settings);
  if (!result.success) throw new SettingsError(describeIssue(result.issues[0]));
  checkDomains(result.output);
  checkTruststore(result.output, now, stage);
  for (const source of vendors) checkAuthentication(source, result.output);
  return result.output;
}

/** What a stage asks of one source, as its deployer wrote it. */
export function authenticationOf(
  settings: StageSettings,
  source: (typeof vendors)[number],
): AuthenticationSettings {
  return settings.sources[source.id].authentication ?? source.defaultAuthentication;
}

/** The same as the source's function gets it: beside pins by names, the keys that their issuers have in the trust store. */
export function functionAuthenticationOf(
  settings: StageSettings,
  source: (typeof vendors)[number],
): AuthenticationSettings {
  const authentication = authenticationOf(settings, source);
  const truststore = settings.domains.mutualTls?.truststore;
  if (truststore === undefined || !needsClientCertificate(settings, source)) return authentication;
  const pinned = authentication[clientCertificateScheme];
  const bound = bindToIssuers(pinned, (issuer) => issuerKey(truststore, issuer));
  return { ...authentication, [clientCertificateScheme]: bound };
}

function issuerKey(truststore: string, issuer: string): string {
  const [key, ...others] = authorityKeys(truststore, issuer);
  if (key === undefined) throw new RangeError(`no authority of this name is in the trust store: ${issuer}`);
  if (others.length > 0)
    throw new RangeError(`authorities with different keys have this name in the trust store: ${issuer}`);
  return key;
}

/** Whether a source is served on the mutual TLS domain, and nowhere else. */
export function needsClientCertificate(settings: StageSettings, source: (typeof vendors)[number]): boolean {
  return Object.hasOwn(authenticationOf(settings, source), clientCertificateScheme);
}

/** The function itself would refuse to start with these; better here, before anything is deployed. */
function checkAuthentication(source: (typeof vendors)[number], settings: StageSettings): void {
  const path = `sources.${source.id}.authentication`;
  const authentication = attempt(`${path}.${clientCertificateScheme}`, () =>
    functionAuthenticationOf(settings, source),
  );
  // One scheme at a time says whose settings are wrong; all of them, whether there is one.
  for (const [name, own] of Object.entries(authentication))
    attempt(`${path}.${name}`, () => source.authenticator({ [name]: own }), path);
  attempt(path, () => source.authenticator(authentication));
}

/** Makes one sentence of what is wrong: of an issue at its own path, of anything else at `pathOfOthers`. */
function attempt<Result>(path: string, run: () => Result, pathOfOthers = path): Result {
  try {
    return run();
  } catch (error) {
    if (v.isValiError(error)) throw new SettingsError(describeIssue(error.issues[0], path));
    throw new SettingsError(`${pathOfOthers}: ${error instanceof Error && error.message}`);
  }
}

/** API Gateway asks every caller of a mutual TLS domain for a certificate, so two kinds of sources need two domains. */
function checkDomains(settings: StageSettings): void {
  const { mutualTls, ordinary } = settings.domains;
  const bound = vendors.filter((source) => needsClientCertificate(settings, source)).map(({ id }) => id);
  const others = vendors.map(({ id }) => id).filter((id) => !bound.includes(id));
  if (bound.length > 0 && !mutualTls) {
    throw new SettingsError(
      `domains.mutualTls: is missing, and ${bound.join(", ")} cannot show a client certificate without it`,
    );
  }
  if (mutualTls && !ordinary && others.length > 0) {
    throw new SettingsError(
      `domains.ordinary: is missing, and ${others.join(", ")} would be out of reach: they show no certificate`,
    );
  }
  if (mutualTls && mutualTls.name === ordinary?.name) {
    throw new SettingsError("domains.ordinary.name: is the mutual TLS domain's name as well");
  }
  for (const [id, domain] of Object.entries(settings.domains)) {
    const zone = domain?.hostedZone?.name;
    if (zone && domain.name !== zone && !domain.name.endsWith(`.${zone}`)) {
      throw new SettingsError(`domains.${id}.hostedZone.name: ${domain.name} is not in ${zone}`);
    }
  }
}

function checkTruststore({ domains }: StageSettings, now: Date, stage: string | undefined): void {
  if (!domains.mutualTls) return;
  const { truststore } = domains.mutualTls;
  const fault =
    stage !== exampleStage && holdsExampleAuthority(truststore)
      ? "holds the example's authority, which belongs to no vendor: use the authority of yours"
      : faultOfTruststore(truststore, now);
  if (fault) throw new SettingsError(`domains.mutualTls.truststore: ${fault}`);
}

/** Of an issue in the settings at `above`; without it, in those of the stage. */
function describeIssue(issue: v.BaseIssue<unknown>, above?: string): string {
  const path = [above, v.getDotPath(issue)].filter(Boolean).join(".") || "the stage";
  if (issue.type === "strict_object" && issue.expected === "never")
    return `${path}: there is no such setting`;
  if (issue.received === "undefined") return `${path}: is missing`;
  return `${path}: ${issue.message}`;
}
