import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import type { DeployedSource } from "../monitoring/deployed-source.ts";
import { MetricFilters } from "../monitoring/metric-filters.ts";
import { sourceMetrics, sourceNamespace } from "../monitoring/metrics.ts";
import { functionAuthenticationOf, needsMutualTls, type Source } from "../settings/source-authentication.ts";
import type { StageSettings } from "../settings/stage-settings.ts";
import type { DataProps } from "./data-props.ts";
import type { EventQueues } from "./event-queues.ts";
import type { IdempotencyTable } from "./idempotency-table.ts";
import type { IntakeApi } from "./intake-api.ts";
import { IntakeFunction } from "./intake-function.ts";
import { SourceSecret } from "./source-secret.ts";

export interface IntakeSourceProps extends DataProps {
  readonly source: Source;
  /** The deployment's name in the metrics. */
  readonly service: string;
  readonly settings: StageSettings;
  readonly table: IdempotencyTable;
  readonly queues: EventQueues;
  readonly api: IntakeApi;
}

/** A source: its function, its routes, its secret and its metrics. */
export class IntakeSource extends Construct implements DeployedSource {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly handler: LambdaFunction;
  readonly address: string;
  readonly secretName: string | undefined;
  readonly silentAfterHours: number | undefined;
  readonly signsFields: boolean;

  constructor(scope: Construct, name: string, props: IntakeSourceProps) {
    super(scope, name);
    const { source, service, settings, table, queues, api, ...data } = props;
    const { throttling, reservedConcurrency, silentAfterHours } = settings.sources[source.id];
    const authentication = functionAuthenticationOf(settings, source);
    const { handler, logGroup } = new IntakeFunction(this, "Function", {
      ...data,
      bundle: source.id,
      description: `Takes in the notifications of ${source.id}`,
      memoryMb: settings.memoryMb,
      // A delivery has its response within five seconds. The rest is for the container's start.
      timeout: Duration.seconds(15),
      environment: { [variableNames.authentication]: JSON.stringify(authentication) },
      logRetentionDays: settings.logRetentionDays,
      platformLogs: settings.platformLogs,
      reservedConcurrency,
    });
    this.id = source.id;
    this.name = name;
    this.service = service;
    this.handler = handler;
    this.address = `${baseAddressOf(props)}${source.routes[0]}`;
    this.silentAfterHours = silentAfterHours;
    this.signsFields = source.signedFields.length > 0;
    const namespace = sourceNamespace(service, source.id);
    new MetricFilters(this, "Filters", { namespace, logGroup, metrics: sourceMetrics });
    table.grantCheckRecordAndDefer(handler);
    if (this.signsFields) table.grantAddSignatures(handler);
    queues.grantSend(handler);
    api.addRoutes(source.routes, handler, throttling);
    if (!source.authenticator(authentication).usesSecret) return;
    const secret = new SourceSecret(this, "Credentials", { ...data, source: source.id });
    secret.grantRead(handler);
    this.secretName = secret.secretName;
  }
}

function baseAddressOf({ settings, source, api }: IntakeSourceProps): string {
  const { mutualTls, ordinary } = settings.domains;
  const domain = needsMutualTls(settings, source) ? mutualTls : (ordinary ?? mutualTls);
  return domain ? `https://${domain.name}` : api.api.apiEndpoint;
}
