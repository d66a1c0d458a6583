import { TimeZone } from "aws-cdk-lib";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { SnsPublish } from "aws-cdk-lib/aws-scheduler-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { expiryOfTruststore } from "../settings/truststore.ts";

const daysBefore = 30;

/** API Gateway has no metric for an expiring trust store, so the deployment schedules a message for the day. */
export class TruststoreReminder extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { truststore, topic }: { readonly truststore: string; readonly topic: ITopic },
  ) {
    super(scope, id);
    const expiry = expiryOfTruststore(truststore);
    const reminder = new Date(expiry.getTime() - daysBefore * 24 * 60 * 60 * 1000);
    const text = `A certificate in the trust store ${truststore} ends on ${expiry.toISOString().slice(0, 10)}.`;
    new Schedule(this, "Schedule", {
      description: text,
      schedule: ScheduleExpression.at(reminder, TimeZone.ETC_UTC),
      target: new SnsPublish(topic, {
        input: ScheduleTargetInput.fromText(`${text} Add its successor and deploy.`),
      }),
    });
  }
}
