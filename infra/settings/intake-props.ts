import type { Duration } from "aws-cdk-lib";
import type { ICertificate } from "aws-cdk-lib/aws-certificatemanager";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IHostedZone } from "aws-cdk-lib/aws-route53";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Outcome } from "../../lib/source/event.ts";

/** Optional members may be undefined. Tokens are allowed wherever CDK has an object. */
export interface NotificationIntakeProps extends NetworkProps {
  /** By id: 2 to 24 lower-case letters, digits and inner hyphens. */
  readonly sources: Readonly<Record<string, SourceProps>>;
  /** @default the address that API Gateway gives the API */
  readonly domains?: DomainsProps | undefined;
  /** Keeps, protects and backs up the data when the stack goes. @default true */
  readonly retainData?: boolean | undefined;
  /** @default 30 */
  readonly logRetentionDays?: RetentionDays | undefined;
  /** Of each source's function, 256 to 10,240. Less cannot hold several large bodies. @default 256 */
  readonly memoryMb?: number | undefined;
  /** Logs successful invocations too. @default false */
  readonly platformLogs?: boolean | undefined;
  /** One API Gateway line per request. @default false */
  readonly accessLogs?: boolean | undefined;
  /** X-Ray traces the functions and the topic, and events have `traceparent`. @default false */
  readonly tracing?: boolean | undefined;
  /** By id, as of sources. Each has a queue of its own. @default one, `events`, which gets every event */
  readonly consumers?: Readonly<Record<string, ConsumerProps>> | undefined;
  /** Keeps events 1 to 365 days in the topic, to replay them to a consumer. @default no archive */
  readonly archiveDays?: number | undefined;
  /** `drop`: an event that no consumer's filter takes may vanish. @default it is a mistake */
  readonly unrouted?: "drop" | undefined;
  /** Of consumers' queues. `addConsumer` checks it against the function's timeout. @default 60 seconds */
  readonly visibilityTimeout?: Duration | undefined;
  /** Shifts a tenth of the calls for five minutes, and rolls back at a source's alarms. @default false */
  readonly gradualDeployment?: boolean | undefined;
  /** For table, queues, secrets, logs and environments. @default AWS's keys */
  readonly encryptionKey?: IKey | undefined;
  /** A standard topic. @default only the console shows alarms */
  readonly alarmTopic?: ITopic | undefined;
}

/** Where the functions run. They have to reach SQS or SNS, DynamoDB and Secrets Manager from there. */
export interface NetworkProps {
  /** @default no network of yours */
  readonly vpc?: IVpc | undefined;
  readonly vpcSubnets?: SubnetSelection | undefined;
  readonly securityGroups?: ISecurityGroup[] | undefined;
}

export interface SourceProps {
  /** A folder of `functions`. @default the source's id */
  readonly vendor?: string | undefined;
  /** The schemes by name, with their settings. All must pass. @default the vendor's */
  readonly authentication?: Readonly<Record<string, unknown>> | undefined;
  /** Deliveries that API Gateway lets through on each route. @default 100 a second, 200 at once */
  readonly throttling?: Throttling | undefined;
  /** Maximum containers. @default the account's shared pool */
  readonly reservedConcurrency?: number | undefined;
  /** Alarms after this silence, 1 to 168. @default never */
  readonly silentAfterHours?: number | undefined;
  /** Holds the source's credentials as JSON (docs/sources.md). @default a new one */
  readonly secret?: ISecret | undefined;
}

/** Filters: an event has to match all that are given. */
export interface ConsumerProps {
  /** Ids of sources. @default all */
  readonly sources?: readonly string[] | undefined;
  /** Of events. @default all */
  readonly types?: readonly string[] | undefined;
  /** @default all */
  readonly outcomes?: readonly Outcome[] | undefined;
  /** Another account that may receive and delete. @default none */
  readonly account?: string | undefined;
  /** @default the deployment's */
  readonly visibilityTimeout?: Duration | undefined;
}

export interface Throttling {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface DomainsProps {
  /** For sources that need mutual TLS. */
  readonly mutualTls?: MutualTlsDomainProps | undefined;
  /** For all other sources. */
  readonly ordinary?: DomainProps | undefined;
}

export interface DomainProps {
  readonly name: string;
  /** Of the stack's region. */
  readonly certificate: ICertificate;
  /** @default you point the name yourself */
  readonly hostedZone?: IHostedZone | undefined;
}

export interface MutualTlsDomainProps extends DomainProps {
  /** A PEM file of authorities. */
  readonly truststore: string;
  /** A public certificate, if `certificate` is imported or private. */
  readonly ownershipCertificate?: ICertificate | undefined;
}
