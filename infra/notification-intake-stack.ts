import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { relayNamespace } from "./monitoring/metrics.ts";
import { NotificationIntake } from "./notification-intake.ts";
import type { StageSettings } from "./settings/stage-settings.ts";

export interface NotificationIntakeStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** The intake with its outputs. */
export class NotificationIntakeStack extends Stack {
  readonly intake: NotificationIntake;

  constructor(scope: Construct, id: string, { settings, ...props }: NotificationIntakeStackProps) {
    super(scope, id, props);
    this.intake = new NotificationIntake(this, "Intake", settings);
    for (const { name, address, secretName, handler } of this.intake.deployedSources) {
      new CfnOutput(this, `${name}Endpoint`, { value: address });
      new CfnOutput(this, `${name}FunctionName`, { value: handler.functionName });
      if (secretName) new CfnOutput(this, `${name}SecretName`, { value: secretName });
    }
    new CfnOutput(this, "QueueUrl", { value: this.intake.queue.queueUrl });
    new CfnOutput(this, "QueueArn", { value: this.intake.queue.queueArn });
    new CfnOutput(this, "DeadLetterQueueUrl", { value: this.intake.deadLetterQueue.queueUrl });
    new CfnOutput(this, "QuarantineQueueUrl", { value: this.intake.quarantineQueue.queueUrl });
    new CfnOutput(this, "OutboxRelayFunctionName", { value: this.intake.relayHandler.functionName });
    new CfnOutput(this, "MetricsNamespace", { value: relayNamespace(this.intake.service) });
    new CfnOutput(this, "TableName", { value: this.intake.tableName });
  }
}
