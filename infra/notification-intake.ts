import { Duration, Names } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { vendors } from "../functions/vendors.ts";
import { variableNames } from "../lib/wiring/environment.ts";
import { IntakeAlarms } from "./monitoring/alarms.ts";
import { IntakeDashboard } from "./monitoring/dashboard.ts";
import type { DeployedSource, WatchedIntake } from "./monitoring/deployed-source.ts";
import { SourceMetricFilters } from "./monitoring/source-metric-filters.ts";
import type { DataProps } from "./resources/data-props.ts";
import { importKey } from "./resources/encryption-key.ts";
import { EventQueues } from "./resources/event-queues.ts";
import { IdempotencyTable } from "./resources/idempotency-table.ts";
import { IntakeApi } from "./resources/intake-api.ts";
import { IntakeDomains } from "./resources/intake-domains.ts";
import { IntakeFunction } from "./resources/intake-function.ts";
import { Relay } from "./resources/outbox-relay.ts";
import { SourceSecret } from "./resources/source-secret.ts";
import { functionAuthenticationOf, needsMutualTls } from "./settings/source-authentication.ts";
import type { StageSettings } from "./settings/stage-settings.ts";

/**
 * The whole system on one page: for each source a route, a function and a secret; for all of them a table, the queues,
 * the domains, and what watches them. For use in a CDK app of your own; `settings` come from `checkStageSettings`.
 */
export class NotificationIntake extends Construct implements WatchedIntake {
  /** Normalized events. */
  readonly queue: Queue;
  /** Events that consumers gave up on. */
  readonly deadLetterQueue: Queue;
  /** Authentic deliveries that were not understood. */
  readonly quarantineQueue: Queue;
  readonly tableName: string;
  readonly deployedSources: readonly DeployedSource[];
  /** The deployment's name in the metrics. */
  readonly service: string;
  /** Sends what is deferred. */
  readonly relayHandler: LambdaFunction;
  readonly #settings: StageSettings;
  readonly #table: IdempotencyTable;
  readonly #queues: EventQueues;
  readonly #api: IntakeApi;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    const { retainData, logRetentionDays, accessLogs, encryptionKeyArn, domains } = settings;
    const encryptionKey = encryptionKeyArn ? importKey(this, encryptionKeyArn) : undefined;
    const data = { retainData, encryptionKey };
    const hasDomain = Boolean(domains.mutualTls ?? domains.ordinary);
    this.#settings = settings;
    this.#table = new IdempotencyTable(this, "Idempotency", data);
    this.#queues = new EventQueues(this, "Queues", data);
    this.#api = new IntakeApi(this, "Api", { ...data, hasDomain, accessLogs, logRetentionDays });
    this.service = Names.uniqueResourceName(this, { maxLength: 64 });
    this.deployedSources = vendors.map((source) => this.#addSource(source, data));
    this.relayHandler = this.#addRelay(data);
    const { api, stage } = this.#api;
    new IntakeDomains(this, "Domains", { domains, api, stage });
    this.queue = this.#queues.events;
    this.deadLetterQueue = this.#queues.deadLetters;
    this.quarantineQueue = this.#queues.quarantine;
    this.tableName = this.#table.tableName;
    new IntakeAlarms(this, "Alarms", { intake: this, api, settings });
    new IntakeDashboard(this, "Dashboard", { intake: this, settings });
  }

  /**
   * Hands events to a Lambda function, up to ten at a time, and lets it say which of them have to come again: SQS would delete
   * those as well without `ReportBatchItemFailures`. The function's timeout is at most a sixth of the queue's visibility timeout.
   */
  addConsumer(handler: LambdaFunction): void {
    handler.addEventSource(new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true }));
  }

  /** Lets a consumer that is no Lambda function receive and delete events. */
  grantConsume(grantee: IGrantable): void {
    this.queue.grantConsumeMessages(grantee);
  }

  #addSource(source: (typeof vendors)[number], data: DataProps): DeployedSource {
    const { logRetentionDays, memoryMb, platformLogs, sources: bySource } = this.#settings;
    const { throttling, reservedConcurrency, silentAfterHours } = bySource[source.id];
    const authentication = functionAuthenticationOf(this.#settings, source);
    const name = pascalCase(source.id);
    const { handler, logGroup } = new IntakeFunction(this, name, {
      ...data,
      bundle: source.id,
      description: `Takes in the notifications of ${source.id}`,
      memoryMb,
      // A delivery is answered within five seconds whatever its stores do; the rest is the container's start.
      timeout: Duration.seconds(15),
      environment: { [variableNames.authentication]: JSON.stringify(authentication) },
      logRetentionDays,
      platformLogs,
      reservedConcurrency,
    });
    new SourceMetricFilters(this, `${name}Filters`, { source: source.id, service: this.service, logGroup });
    this.#table.grantCheckRecordAndDefer(handler);
    const signsFields = source.signedFields.length > 0;
    if (signsFields) this.#table.grantAddSignatures(handler);
    this.#queues.grantSend(handler);
    this.#api.addRoutes(source.routes, handler, throttling);
    const usesSecret = source.authenticator(authentication).usesSecret;
    const secret = usesSecret
      ? new SourceSecret(this, `${name}Credentials`, { ...data, source: source.id })
      : undefined;
    secret?.grantRead(handler);
    const address = `${this.#baseAddressOf(source)}${source.routes[0]}`;
    return {
      id: source.id,
      name,
      service: this.service,
      handler,
      address,
      secretName: secret?.secretName,
      silentAfterHours,
      signsFields,
    };
  }

  #addRelay(data: DataProps): LambdaFunction {
    const { logRetentionDays, platformLogs } = this.#settings;
    const { handler } = new Relay(this, "Relay", {
      ...data,
      sources: vendors.map(({ id }) => id),
      service: this.service,
      logRetentionDays,
      platformLogs,
    });
    this.#table.grantRelay(handler);
    this.#queues.grantSend(handler);
    return handler;
  }

  #baseAddressOf(source: (typeof vendors)[number]): string {
    const { mutualTls, ordinary } = this.#settings.domains;
    const domain = needsMutualTls(this.#settings, source) ? mutualTls : (ordinary ?? mutualTls);
    return domain ? `https://${domain.name}` : this.#api.api.apiEndpoint;
  }
}

function pascalCase(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}
