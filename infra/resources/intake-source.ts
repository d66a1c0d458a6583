import { Duration } from "aws-cdk-lib";
import type { MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import type { ChosenSource } from "../settings/chosen-source.ts";
import type { DomainsProps } from "../settings/intake-props.ts";
import { functionAuthenticationOf } from "../settings/source-authentication.ts";
import { GradualDeployment } from "./gradual-deployment.ts";
import type { IntakeApi } from "./intake-api.ts";
import { type FunctionProps, IntakeFunction } from "./intake-function.ts";
import { MetricFilters } from "./metric-filters.ts";
import { sourceMetric, sourceMetrics, sourceNamespace } from "./metrics.ts";
import { SourceSecret } from "./source-secret.ts";

export interface IntakeSourceProps extends FunctionProps {
  readonly chosen: ChosenSource;
  readonly domains: DomainsProps;
  readonly memoryMb: number;
  readonly gradualDeployment: boolean;
  readonly api: IntakeApi;
}

/** A source: its function, its routes, its secret and its metrics. */
export class IntakeSource extends Construct {
  readonly sourceId: string;
  /** A folder of `functions`. */
  readonly vendor: string;
  /** The id as it begins the names of resources and outputs. */
  readonly name: string;
  /** The deployment's name in the metrics. */
  readonly service: string;
  readonly handler: LambdaFunction;
  /** The URL for the vendor. */
  readonly address: string;
  /** The secret with the source's credentials. Undefined if no scheme uses one. */
  readonly secretName: string | undefined;
  readonly silentAfterHours: number | undefined;
  /** Its vendor signs part of each body, so that a copy can be altered. */
  readonly signsFields: boolean;

  constructor(scope: Construct, id: string, props: IntakeSourceProps) {
    super(scope, id);
    const { chosen, service, table, queues, api, domains } = props;
    const { source, throttling = { ratePerSecond: 100, burst: 200 } } = chosen;
    const authentication = functionAuthenticationOf(chosen, domains.mutualTls?.truststore);
    const { handler, logGroup } = new IntakeFunction(this, "Function", {
      ...props,
      bundle: chosen.vendor,
      description: `Takes in the notifications of ${chosen.id}`,
      // A delivery has its response within five seconds. The rest is for the container's start.
      timeout: Duration.seconds(15),
      environment: {
        [variableNames.source]: chosen.id,
        [variableNames.authentication]: JSON.stringify(authentication),
      },
      reservedConcurrency: chosen.reservedConcurrency,
    });
    this.sourceId = chosen.id;
    this.vendor = chosen.vendor;
    this.name = chosen.name;
    this.service = service;
    this.handler = handler;
    this.address = `${baseAddressOf(props)}${source.routes[0]}`;
    this.silentAfterHours = chosen.silentAfterHours;
    this.signsFields = source.signedFields.length > 0;
    const namespace = sourceNamespace(service, chosen.id);
    new MetricFilters(this, "Filters", { namespace, logGroup, metrics: sourceMetrics });
    if (props.tracing) handler.addEnvironment(variableNames.tracing, "true");
    table.grantCheckRecordAndDefer(handler);
    if (this.signsFields) table.grantAddSignatures(handler);
    queues.grantSend(handler);
    const secret = source.authenticator(authentication).usesSecret
      ? new SourceSecret(this, "Credentials", props)
      : undefined;
    secret?.grantRead(handler);
    this.secretName = secret?.secretName;
    api.addRoutes(source.routes, this.#entrance(props.gradualDeployment), throttling);
  }

  /** A metric of this source's log: the sum of five minutes, unless said otherwise. */
  metric(name: keyof typeof sourceMetrics, options?: MetricOptions) {
    return sourceMetric(this, sourceMetrics[name], options);
  }

  /** What API Gateway calls. */
  #entrance(isGradual: boolean): IFunction {
    return isGradual ? new GradualDeployment(this, "Deployment", this).alias : this.handler;
  }
}

function baseAddressOf({ chosen, domains: { mutualTls, ordinary }, api }: IntakeSourceProps): string {
  const domain = chosen.needsMutualTls ? mutualTls : (ordinary ?? mutualTls);
  return domain ? `https://${domain.name}` : api.api.apiEndpoint;
}
