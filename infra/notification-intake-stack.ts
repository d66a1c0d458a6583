import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { sources } from "../functions/sources.ts";
import { EventQueues } from "./event-queues.ts";
import { IdempotencyTable } from "./idempotency-table.ts";
import { IntakeApi } from "./intake-api.ts";
import { authenticationOf, type StageSettings } from "./settings.ts";
import { SourceFunction } from "./source-function.ts";
import { SourceSecret } from "./source-secret.ts";

export interface NotificationIntakeStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** The whole system on one page: for each source a route, a function and a secret; for all of them a table and the queues. */
export class NotificationIntakeStack extends Stack {
  readonly #settings: StageSettings;
  readonly #table: IdempotencyTable;
  readonly #queues: EventQueues;
  readonly #api: IntakeApi;

  constructor(scope: Construct, id: string, { settings, ...props }: NotificationIntakeStackProps) {
    super(scope, id, props);
    this.#settings = settings;
    this.#table = new IdempotencyTable(this, "Idempotency", settings);
    this.#queues = new EventQueues(this, "Queues", settings);
    this.#api = new IntakeApi(this, "Api");
    for (const source of sources) this.#addSource(source);
    this.#addOutputs();
  }

  #addSource(source: (typeof sources)[number]): void {
    const { retainData, logRetentionDays } = this.#settings;
    const authentication = authenticationOf(this.#settings, source);
    const name = pascalCase(source.id);
    const props = { source: source.id, authentication, logRetentionDays, retainData };
    const { handler } = new SourceFunction(this, name, props);
    this.#table.grantLookAndRemember(handler);
    this.#queues.grantSend(handler);
    if (source.authenticator(authentication).usesSecret) {
      const credentials = new SourceSecret(this, `${name}Credentials`, props);
      credentials.grantRead(handler);
      new CfnOutput(this, `${name}SecretArn`, { value: credentials.secretArn });
    }
    this.#api.addRoutes(source.routes, handler);
    new CfnOutput(this, `${name}Endpoint`, { value: `${this.#api.endpoint}${source.routes[0]}` });
  }

  #addOutputs(): void {
    new CfnOutput(this, "QueueUrl", { value: this.#queues.events.queueUrl });
    new CfnOutput(this, "QueueArn", { value: this.#queues.events.queueArn });
    new CfnOutput(this, "DeadLetterQueueUrl", { value: this.#queues.deadLetters.queueUrl });
    new CfnOutput(this, "QuarantineQueueUrl", { value: this.#queues.quarantine.queueUrl });
    new CfnOutput(this, "TableName", { value: this.#table.tableName });
  }
}

function pascalCase(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}
