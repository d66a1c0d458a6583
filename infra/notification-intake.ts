import { Duration, Names } from "aws-cdk-lib";
import { MathExpression, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { type Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import type { Topic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { IntakeAlarms } from "./monitoring/alarms.ts";
import { IntakeDashboard } from "./monitoring/dashboard.ts";
import type { WatchedIntake } from "./monitoring/watched-intake.ts";
import { letUse } from "./resources/encryption-key.ts";
import type { EventConsumer } from "./resources/event-consumer.ts";
import { EventQueues } from "./resources/event-queues.ts";
import { IdempotencyTable } from "./resources/idempotency-table.ts";
import { IntakeApi } from "./resources/intake-api.ts";
import { IntakeDomains } from "./resources/intake-domains.ts";
import { IntakeSource } from "./resources/intake-source.ts";
import { sumOf } from "./resources/metrics.ts";
import { OutboxRelay } from "./resources/outbox-relay.ts";
import { checkCdk } from "./settings/check-cdk.ts";
import { checkIntake } from "./settings/check-intake.ts";
import type { NotificationIntakeProps } from "./settings/intake-props.ts";

/** The whole system on one page. A mistake in the props is a validation error at synthesis. */
export class NotificationIntake extends Construct implements WatchedIntake {
  /** Authentic deliveries that no code understood. */
  readonly quarantineQueue: Queue;
  readonly tableName: string;
  /** By id. */
  readonly sources: readonly IntakeSource[];
  /** By id. */
  readonly consumers: readonly EventConsumer[];
  readonly topic: Topic | undefined;
  /** The deployment's name in the metrics. */
  readonly service: string;
  /** Sends deferred messages. */
  readonly relayHandler: LambdaFunction;

  constructor(scope: Construct, id: string, props: NotificationIntakeProps) {
    super(scope, id);
    checkCdk(Runtime);
    const { sources, consumers, archiveDays, domains, faults } = checkIntake(this, props, new Date());
    this.node.addValidation({ validate: () => [...faults] });
    const settings = withDefaults(props);
    const hasDomain = Boolean(domains.mutualTls ?? domains.ordinary);
    this.service = Names.uniqueResourceName(this, { maxLength: 64 });

    const table = new IdempotencyTable(this, "Idempotency", settings);
    const queues = new EventQueues(this, "Queues", { ...settings, consumers, archiveDays });
    const accounts = consumers.flatMap(({ account }) => account ?? []);
    const { encryptionKey } = settings;
    if (encryptionKey) letUse(this, encryptionKey, { sns: queues.topic !== undefined, accounts });
    const api = new IntakeApi(this, "Api", { ...settings, hasDomain });
    new IntakeDomains(this, "Domains", { domains, api: api.api, stage: api.stage });

    const common = { ...settings, service: this.service, table, queues };
    const rooms = new Construct(this, "Sources");
    this.sources = sources.map(
      (chosen) => new IntakeSource(rooms, chosen.id, { ...common, chosen, domains, api }),
    );
    this.relayHandler = new OutboxRelay(this, "OutboxRelay", common).handler;

    this.consumers = queues.consumers;
    this.topic = queues.topic?.topic;
    this.quarantineQueue = queues.quarantine;
    this.tableName = table.tableName;
    new IntakeAlarms(this, "Alarms", { intake: this, api: api.api, domains, topic: settings.alarmTopic });
    new IntakeDashboard(this, "Dashboard", { intake: this, settings });
  }

  /** @throws Error if the intake has no such source. */
  source(id: string): IntakeSource {
    return find("source", id, this.sources, ({ sourceId }) => sourceId);
  }

  /** @throws Error if the intake has no such consumer. */
  consumer(id: string): EventConsumer {
    return find("consumer", id, this.consumers, ({ consumerId }) => consumerId);
  }

  /** Of the only consumer. @throws Error if there are several. */
  get queue(): Queue {
    return this.#only().queue;
  }

  /** Events that the only consumer gave up on. */
  get deadLetterQueue(): Queue {
    return this.#only().deadLetterQueue;
  }

  /** Hands the only consumer's events to a Lambda function, as `EventConsumer.addConsumer` says. */
  addConsumer(...parameters: Parameters<EventConsumer["addConsumer"]>): void {
    this.#only().addConsumer(...parameters);
  }

  /** Lets another consumer receive and delete the only consumer's events. */
  grantConsume(grantee: IGrantable): void {
    this.#only().grantConsume(grantee);
  }

  /** The events of all sources: the sum of five minutes, unless said otherwise. */
  metricAccepted(options: MetricOptions = {}): MathExpression {
    const accepted = this.sources.map((source) => source.metric("accepted", options));
    const { period = Duration.minutes(5), label = "Accepted" } = options;
    return new MathExpression({ ...sumOf("m", accepted), period, label });
  }

  #only(): EventConsumer {
    const [only, ...others] = this.consumers;
    if (only && others.length === 0) return only;
    const ids = this.consumers.map(({ consumerId }) => consumerId).join(", ");
    throw new Error(`the intake has several consumers, so name one: consumer(id) with ${ids}`);
  }
}

function find<Part>(kind: string, id: string, parts: readonly Part[], idOf: (part: Part) => string): Part {
  const found = parts.find((part) => idOf(part) === id);
  if (found) return found;
  throw new Error(`the intake has no ${kind} "${id}": it has ${parts.map(idOf).join(", ")}`);
}

function withDefaults(props: NotificationIntakeProps) {
  return {
    ...props,
    retainData: props.retainData ?? true,
    logRetentionDays: props.logRetentionDays ?? 30,
    memoryMb: props.memoryMb ?? 256,
    platformLogs: props.platformLogs ?? false,
    accessLogs: props.accessLogs ?? false,
    tracing: props.tracing ?? false,
    visibilityTimeout: props.visibilityTimeout ?? Duration.seconds(60),
    gradualDeployment: props.gradualDeployment ?? false,
  };
}
