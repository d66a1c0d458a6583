import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { NotificationIntake } from "./notification-intake.ts";
import { relayNamespace } from "./resources/metrics.ts";
import { stageFault } from "./settings/read-stage-settings.ts";
import { stageProps } from "./settings/stage-props.ts";
import type { StageSettings } from "./settings/stage-settings.ts";

export interface NotificationIntakeStackProps {
  /** Its name in `cdk.json`. */
  readonly stage: string;
  readonly settings: StageSettings;
}

/**
 * A stage of `cdk.json`: the intake with its outputs.
 * @throws SettingsError that names the stage and the setting.
 */
export class NotificationIntakeStack extends Stack {
  readonly intake: NotificationIntake;

  constructor(scope: Construct, id: string, { stage, settings }: NotificationIntakeStackProps) {
    super(scope, id);
    this.intake = new NotificationIntake(this, "Intake", stageProps(this, settings));
    const [fault] = this.intake.node.validate();
    if (fault) throw stageFault(stage, fault);
    const output = (key: string, value: string | undefined) => value && new CfnOutput(this, key, { value });
    for (const { name, address, secretName, handler } of this.intake.sources) {
      output(`${name}Endpoint`, address);
      output(`${name}FunctionName`, handler.functionName);
      output(`${name}SecretName`, secretName);
    }
    for (const { name, queue, deadLetterQueue, undeliveredQueue } of this.intake.consumers) {
      output(`${name}QueueUrl`, queue.queueUrl);
      output(`${name}QueueArn`, queue.queueArn);
      output(`${name}DeadLetterQueueUrl`, deadLetterQueue.queueUrl);
      output(`${name}UndeliveredQueueUrl`, undeliveredQueue?.queueUrl);
    }
    output("TopicArn", this.intake.topic?.topicArn);
    output("QuarantineQueueUrl", this.intake.quarantineQueue.queueUrl);
    output("OutboxRelayFunctionName", this.intake.relayHandler.functionName);
    output("MetricsNamespace", relayNamespace(this.intake.service));
    output("TableName", this.intake.tableName);
  }
}
