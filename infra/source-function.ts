import { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { AuthenticationSettings } from "../lib/authentication/authenticator.ts";
import { variableNames } from "../lib/environment.ts";
import { bundleFunction, bundleHandler } from "./bundling.ts";
import { removalPolicyOf } from "./data-props.ts";

export interface SourceFunctionProps {
  readonly source: string;
  readonly authentication: AuthenticationSettings;
  readonly service: string;
  readonly logRetentionDays: RetentionDays;
  readonly retainData: boolean;
  /** Containers at most; without it, the account's pool is shared. */
  readonly reservedConcurrency?: number | undefined;
}

/** One source's Lambda function, with a role and a log group of its own; what it may do is granted from outside. */
export class SourceFunction extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: SourceFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Logs", {
      retention: props.logRetentionDays,
      removalPolicy: removalPolicyOf(props),
    });
    // Not the managed policy for basic execution: that one may write to every log group of the account.
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    this.handler = new LambdaFunction(this, "Handler", {
      description: `Takes in the notifications of ${props.source}`,
      code: Code.fromAsset(bundleFunction(props.source).directory),
      handler: bundleHandler,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      // A delivery is answered within five seconds whatever its stores do; the rest is the container's start.
      timeout: Duration.seconds(15),
      role,
      ...(props.reservedConcurrency ? { reservedConcurrentExecutions: props.reservedConcurrency } : {}),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        [variableNames.authentication]: JSON.stringify(props.authentication),
        [variableNames.service]: props.service,
      },
    });
  }
}
