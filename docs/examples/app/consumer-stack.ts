import { fileURLToPath } from "node:url";
import { Duration, Stack } from "aws-cdk-lib";
import { Key } from "aws-cdk-lib/aws-kms";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { NotificationIntake } from "notification-intake/construct";

/** Your stack: the intake with your key and topic, and a consumer function. */
export class ConsumerStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const encryptionKey = new Key(this, "Key", { enableKeyRotation: true });
    const intake = new NotificationIntake(this, "Intake", {
      sources: { yoti: {}, "yoti-sandbox": { vendor: "yoti", silentAfterHours: 24 } },
      retainData: false,
      encryptionKey,
      alarmTopic: new Topic(this, "Alarms"),
    });
    const consumer = new NodejsFunction(this, "Consumer", {
      entry: fileURLToPath(new URL("consumer.ts", import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // AWS advises a sixth of the visibility timeout.
      timeout: Duration.seconds(10),
    });
    intake.addConsumer(consumer, { maxConcurrency: 10 });
  }
}
