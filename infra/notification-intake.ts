import { Duration, Names } from "aws-cdk-lib";
import { MathExpression, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { type IFunction, type Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource, type SqsEventSourceProps } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { IntakeAlarms } from "./monitoring/alarms.ts";
import { IntakeDashboard } from "./monitoring/dashboard.ts";
import type { WatchedIntake } from "./monitoring/deployed-source.ts";
import { letLogsUse } from "./resources/encryption-key.ts";
import { EventQueues } from "./resources/event-queues.ts";
import { IdempotencyTable } from "./resources/idempotency-table.ts";
import { IntakeApi } from "./resources/intake-api.ts";
import { IntakeDomains } from "./resources/intake-domains.ts";
import { IntakeSource } from "./resources/intake-source.ts";
import { OutboxRelay } from "./resources/outbox-relay.ts";
import { checkCdk } from "./settings/check-cdk.ts";
import { checkIntake } from "./settings/check-intake.ts";
import { consumerFaults } from "./settings/consumer-faults.ts";
import type { NotificationIntakeProps } from "./settings/intake-props.ts";

/** The whole system on one page. A mistake in the props is a validation error at synthesis. */
export class NotificationIntake extends Construct implements WatchedIntake {
  /** Normalized events. */
  readonly queue: Queue;
  /** Events that consumers gave up on. */
  readonly deadLetterQueue: Queue;
  /** Authentic deliveries that no code understood. */
  readonly quarantineQueue: Queue;
  readonly tableName: string;
  /** By id. */
  readonly sources: readonly IntakeSource[];
  /** The deployment's name in the metrics. */
  readonly service: string;
  /** Sends deferred messages. */
  readonly relayHandler: LambdaFunction;
  readonly #visibilityTimeout: Duration;
  readonly #consumers: IFunction[] = [];

  constructor(scope: Construct, id: string, props: NotificationIntakeProps) {
    super(scope, id);
    checkCdk(Runtime);
    const { sources, domains, faults } = checkIntake(this, props, new Date());
    this.node.addValidation({ validate: () => [...faults, ...this.#consumerFaults()] });
    const settings = withDefaults(props);
    const { accessLogs, logRetentionDays, encryptionKey } = settings;
    if (encryptionKey) letLogsUse(this, encryptionKey);
    const hasDomain = Boolean(domains.mutualTls ?? domains.ordinary);
    this.service = Names.uniqueResourceName(this, { maxLength: 64 });
    this.#visibilityTimeout = settings.visibilityTimeout;

    const table = new IdempotencyTable(this, "Idempotency", settings);
    const queues = new EventQueues(this, "Queues", settings);
    const api = new IntakeApi(this, "Api", { ...settings, hasDomain, accessLogs, logRetentionDays });
    new IntakeDomains(this, "Domains", { domains, api: api.api, stage: api.stage });

    const common = { ...settings, service: this.service, table, queues };
    const rooms = new Construct(this, "Sources");
    this.sources = sources.map(
      (chosen) => new IntakeSource(rooms, chosen.id, { ...common, chosen, domains, api }),
    );
    const sourceIds = sources.map((chosen) => chosen.id);
    this.relayHandler = new OutboxRelay(this, "OutboxRelay", { ...common, sources: sourceIds }).handler;

    this.queue = queues.events;
    this.deadLetterQueue = queues.deadLetters;
    this.quarantineQueue = queues.quarantine;
    this.tableName = table.tableName;
    new IntakeAlarms(this, "Alarms", { intake: this, api: api.api, domains, topic: settings.alarmTopic });
    new IntakeDashboard(this, "Dashboard", { intake: this, settings });
  }

  /** @throws Error if the intake has no such source. */
  source(id: string): IntakeSource {
    const source = this.sources.find(({ sourceId }) => sourceId === id);
    if (source) return source;
    throw new Error(
      `the intake has no source "${id}": it has ${this.sources.map((each) => each.sourceId).join(", ")}`,
    );
  }

  /**
   * Hands events to a Lambda function, up to ten at a time. The function reports failed ones (`ReportBatchItemFailures`), and
   * SQS deletes the others. Its timeout is at most the queue's visibility timeout. AWS advises a sixth.
   */
  addConsumer(handler: IFunction, options: Omit<SqsEventSourceProps, "reportBatchItemFailures"> = {}): void {
    this.#consumers.push(handler);
    if (this.#consumers.length > 1) return;
    handler.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, ...options, reportBatchItemFailures: true }),
    );
  }

  /** Lets any other consumer receive and delete events. */
  grantConsume(grantee: IGrantable): void {
    this.queue.grantConsumeMessages(grantee);
  }

  /** The events of all sources: the sum of five minutes, unless said otherwise. */
  metricAccepted(options: MetricOptions = {}): MathExpression {
    const metrics = this.sources.map(
      (source, index) => [`m${index}`, source.metricAccepted(options)] as const,
    );
    const expression = metrics.map(([name]) => `FILL(${name}, 0)`).join(" + ");
    const { period = Duration.minutes(5), label = "Accepted" } = options;
    return new MathExpression({ expression, usingMetrics: Object.fromEntries(metrics), period, label });
  }

  #consumerFaults(): string[] {
    return consumerFaults(this.#consumers, this.#visibilityTimeout);
  }
}

function withDefaults(props: NotificationIntakeProps) {
  return {
    ...props,
    retainData: props.retainData ?? true,
    logRetentionDays: props.logRetentionDays ?? 30,
    memoryMb: props.memoryMb ?? 256,
    platformLogs: props.platformLogs ?? false,
    accessLogs: props.accessLogs ?? false,
    visibilityTimeout: props.visibilityTimeout ?? Duration.seconds(60),
    gradualDeployment: props.gradualDeployment ?? false,
  };
}
