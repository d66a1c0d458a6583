import { CfnStage, HttpApi, HttpMethod, HttpStage } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Throttling } from "../settings/intake-props.ts";
import { type DataProps, removalPolicyOf } from "./data-props.ts";

export interface IntakeApiProps extends DataProps {
  /** Disables the API's default address, which would go around mutual TLS. */
  readonly hasDomain: boolean;
  /** A log line for each request. */
  readonly accessLogs: boolean;
  readonly logRetentionDays: RetentionDays;
}

/** Ids, codes and times. The caller's address and its data are left out. */
const accessLogFields = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  route: "$context.routeKey",
  status: "$context.status",
  error: "$context.error.responseType",
  integrationStatus: "$context.integrationStatus",
  latencyMs: "$context.responseLatency",
  domain: "$context.domainName",
});

/** The HTTP API. It has POST routes to the functions of the sources, and no other. */
export class IntakeApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly #settings: CfnStage;
  /** By route, in CloudFormation's capitals, since CDK passes this map on unchanged. */
  readonly #routeSettings: Record<string, Readonly<Record<string, number>>> = {};

  constructor(scope: Construct, id: string, props: IntakeApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, "HttpApi", {
      description: "Notifications of identity and document verification",
      disableExecuteApiEndpoint: props.hasDomain,
      createDefaultStage: false,
    });
    this.stage = new HttpStage(this, "Stage", {
      httpApi: this.api,
      stageName: "$default",
      autoDeploy: true,
    });
    const settings = this.stage.node.defaultChild;
    if (!(settings instanceof CfnStage)) throw new Error("the stage has no CloudFormation resource");
    this.#settings = settings;
    if (props.accessLogs) this.#addAccessLogs(props);
  }

  #addAccessLogs(props: IntakeApiProps): void {
    const { logGroupArn: destinationArn } = new LogGroup(this, "AccessLogs", {
      retention: props.logRetentionDays,
      encryptionKey: props.encryptionKey,
      removalPolicy: removalPolicyOf(props),
    });
    // The construct's own property would load the whole module of REST APIs.
    this.#settings.accessLogSettings = { destinationArn, format: accessLogFields };
  }

  addRoutes(paths: readonly string[], handler: IFunction, throttling: Throttling): void {
    const integration = new HttpLambdaIntegration("Integration", handler);
    for (const path of paths) {
      for (const route of this.api.addRoutes({ path, methods: [HttpMethod.POST], integration })) {
        // CloudFormation refuses the settings of a missing route.
        this.#settings.node.addDependency(route);
      }
      this.#routeSettings[`POST ${path}`] = {
        ThrottlingRateLimit: throttling.ratePerSecond,
        ThrottlingBurstLimit: throttling.burst,
      };
    }
    this.#settings.routeSettings = this.#routeSettings;
  }
}
