import { Names } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { vendors } from "../functions/vendors.ts";
import { IntakeAlarms } from "./monitoring/alarms.ts";
import { IntakeDashboard } from "./monitoring/dashboard.ts";
import type { DeployedSource, WatchedIntake } from "./monitoring/deployed-source.ts";
import { importKey } from "./resources/encryption-key.ts";
import { EventQueues } from "./resources/event-queues.ts";
import { IdempotencyTable } from "./resources/idempotency-table.ts";
import { IntakeApi } from "./resources/intake-api.ts";
import { IntakeDomains } from "./resources/intake-domains.ts";
import { IntakeSource } from "./resources/intake-source.ts";
import { OutboxRelay } from "./resources/outbox-relay.ts";
import type { StageSettings } from "./settings/stage-settings.ts";

/** The whole system on one page, for any CDK app. `settings` come from `checkStageSettings`. */
export class NotificationIntake extends Construct implements WatchedIntake {
  /** Normalized events. */
  readonly queue: Queue;
  /** Events that consumers gave up on. */
  readonly deadLetterQueue: Queue;
  /** Authentic deliveries that no code understood. */
  readonly quarantineQueue: Queue;
  readonly tableName: string;
  readonly deployedSources: readonly DeployedSource[];
  /** The deployment's name in the metrics. */
  readonly service: string;
  /** Sends deferred messages. */
  readonly relayHandler: LambdaFunction;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    const { retainData, logRetentionDays, accessLogs, platformLogs, encryptionKeyArn, domains } = settings;
    const encryptionKey = encryptionKeyArn ? importKey(this, encryptionKeyArn) : undefined;
    const data = { retainData, encryptionKey };
    const hasDomain = Boolean(domains.mutualTls ?? domains.ordinary);
    const service = Names.uniqueResourceName(this, { maxLength: 64 });

    const table = new IdempotencyTable(this, "Idempotency", data);
    const queues = new EventQueues(this, "Queues", data);
    const api = new IntakeApi(this, "Api", { ...data, hasDomain, accessLogs, logRetentionDays });
    new IntakeDomains(this, "Domains", { domains, api: api.api, stage: api.stage });

    const stores = { ...data, service, table, queues };
    this.deployedSources = vendors.map(
      (source) =>
        new IntakeSource(this, pascalCase(source.id), { ...stores, source, settings, api }).deployed,
    );
    const sources = vendors.map((source) => source.id);
    const relay = new OutboxRelay(this, "OutboxRelay", {
      ...stores,
      sources,
      logRetentionDays,
      platformLogs,
    });

    this.queue = queues.events;
    this.deadLetterQueue = queues.deadLetters;
    this.quarantineQueue = queues.quarantine;
    this.tableName = table.tableName;
    this.service = service;
    this.relayHandler = relay.handler;
    new IntakeAlarms(this, "Alarms", { intake: this, api: api.api, settings });
    new IntakeDashboard(this, "Dashboard", { intake: this, settings });
  }

  /**
   * Hands events to a Lambda function, up to ten at a time. The function reports failed ones (`ReportBatchItemFailures`), and
   * SQS deletes the others. Its timeout is at most a sixth of the queue's visibility timeout.
   */
  addConsumer(handler: LambdaFunction): void {
    handler.addEventSource(new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true }));
  }

  /** Lets any other consumer receive and delete events. */
  grantConsume(grantee: IGrantable): void {
    this.queue.grantConsumeMessages(grantee);
  }
}

function pascalCase(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}
