import { Duration } from "aws-cdk-lib";
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
export class IntakeSource extends Construct {
  readonly deployed: DeployedSource;

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
    const signsFields = source.signedFields.length > 0;
    const namespace = sourceNamespace(service, source.id);
    new MetricFilters(this, "Filters", { namespace, logGroup, metrics: sourceMetrics });
    table.grantCheckRecordAndDefer(handler);
    if (signsFields) table.grantAddSignatures(handler);
    queues.grantSend(handler);
    api.addRoutes(source.routes, handler, throttling);
    const secret = source.authenticator(authentication).usesSecret
      ? new SourceSecret(this, "Credentials", { ...data, source: source.id })
      : undefined;
    secret?.grantRead(handler);
    const address = `${baseAddressOf(props)}${source.routes[0]}`;
    const { secretName } = secret ?? {};
    this.deployed = {
      id: source.id,
      name,
      service,
      handler,
      address,
      secretName,
      silentAfterHours,
      signsFields,
    };
  }
}

function baseAddressOf({ settings, source, api }: IntakeSourceProps): string {
  const { mutualTls, ordinary } = settings.domains;
  const domain = needsMutualTls(settings, source) ? mutualTls : (ordinary ?? mutualTls);
  return domain ? `https://${domain.name}` : api.api.apiEndpoint;
}
