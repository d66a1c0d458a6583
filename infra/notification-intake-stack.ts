import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { relayNamespace } from "./monitoring/metrics.ts";
import { NotificationIntake } from "./notification-intake.ts";
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
    for (const { name, address, secretName, handler } of this.intake.sources) {
      new CfnOutput(this, `${name}Endpoint`, { value: address });
      new CfnOutput(this, `${name}FunctionName`, { value: handler.functionName });
      if (secretName) new CfnOutput(this, `${name}SecretName`, { value: secretName });
    }
    for (const { name, queue, deadLetterQueue, undeliveredQueue } of this.intake.consumers) {
      new CfnOutput(this, `${name}QueueUrl`, { value: queue.queueUrl });
      new CfnOutput(this, `${name}QueueArn`, { value: queue.queueArn });
      new CfnOutput(this, `${name}DeadLetterQueueUrl`, { value: deadLetterQueue.queueUrl });
      if (undeliveredQueue)
        new CfnOutput(this, `${name}UndeliveredQueueUrl`, { value: undeliveredQueue.queueUrl });
    }
    if (this.intake.topic) new CfnOutput(this, "TopicArn", { value: this.intake.topic.topicArn });
    new CfnOutput(this, "QuarantineQueueUrl", { value: this.intake.quarantineQueue.queueUrl });
    new CfnOutput(this, "OutboxRelayFunctionName", { value: this.intake.relayHandler.functionName });
    new CfnOutput(this, "MetricsNamespace", { value: relayNamespace(this.intake.service) });
    new CfnOutput(this, "TableName", { value: this.intake.tableName });
  }
}
