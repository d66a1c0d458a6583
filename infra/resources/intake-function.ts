import { Aws, type Duration } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { variableNames } from "../../lib/wiring/environment.ts";
import { bundleHandler } from "../bundling/bundle.ts";
import { functionCode } from "../bundling/function-code.ts";
import type { NetworkProps } from "../settings/intake-props.ts";
import { type DataProps, removalPolicyOf } from "./data-props.ts";
import { grantKeyUse } from "./encryption-key.ts";
import type { EventQueues } from "./event-queues.ts";
import type { IdempotencyTable } from "./idempotency-table.ts";

/** What all functions of an intake have in common. */
export interface FunctionProps extends DataProps, NetworkProps {
  readonly logRetentionDays: RetentionDays;
  /** Lambda's own log lines of each successful invocation. */
  readonly platformLogs: boolean;
  /** By X-Ray. */
  readonly tracing: boolean;
  readonly table: IdempotencyTable;
  readonly queues: EventQueues;
  /** The deployment's name in the metrics. */
  readonly service: string;
}

export interface IntakeFunctionProps extends FunctionProps {
  /** The folder in `functions`. */
  readonly bundle: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Lambda gives CPU in proportion, a whole one at 1,769. */
  readonly memoryMb: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** The most containers at once. Without it, the function shares the account's pool. */
  readonly reservedConcurrency?: number | undefined;
}

/** Lambda makes a network interface in each subnet (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html). */
const networkInterfaces = new PolicyStatement({
  actions: [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ],
  resources: ["*"],
});

/** A Lambda function with its own role and log group. Other constructs grant it permissions. */
export class IntakeFunction extends Construct {
  readonly handler: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: IntakeFunctionProps) {
    super(scope, id);
    const { encryptionKey, vpc, vpcSubnets, securityGroups } = props;
    this.logGroup = new LogGroup(this, "Logs", {
      retention: props.logRetentionDays,
      encryptionKey,
      removalPolicy: removalPolicyOf(props),
    });
    // The managed policy for basic execution could write to every log group of the account.
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.logGroup.grantWrite(role);
    if (encryptionKey) grantKeyUse(role, encryptionKey, props.queues.topic !== undefined);
    if (vpc) role.addToPolicy(networkInterfaces);
    this.handler = new LambdaFunction(this, "Handler", {
      description: props.description,
      code: Code.fromAsset(functionCode(props.bundle)),
      handler: bundleHandler,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role,
      reservedConcurrentExecutions: props.reservedConcurrency,
      vpc,
      vpcSubnets,
      securityGroups,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Lambda logs each start and end at INFO, and a failed invocation at WARN
      // (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
      systemLogLevelV2: props.platformLogs ? SystemLogLevel.INFO : SystemLogLevel.WARN,
      tracing: props.tracing ? Tracing.ACTIVE : undefined,
      environment: { ...props.environment, [variableNames.urlSuffix]: Aws.URL_SUFFIX },
      environmentEncryption: encryptionKey,
    });
  }
}
