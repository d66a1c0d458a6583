import { fileURLToPath } from "node:url";
import { Duration, Stack } from "aws-cdk-lib";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { Construct } from "constructs";
import { NotificationIntake, type StageSettings } from "notification-intake/construct";

/** Your stack: the intake and a consumer function. */
export class ConsumerStack extends Stack {
  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    const intake = new NotificationIntake(this, "Intake", settings);
    const consumer = new NodejsFunction(this, "Consumer", {
      entry: fileURLToPath(new URL("consumer.ts", import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // AWS advises a sixth of the visibility timeout.
      timeout: Duration.seconds(10),
    });
    intake.addConsumer(consumer);
  }
}
