import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import * as v from "valibot";
import type { AwsApi } from "../aws-api/aws-api.ts";
import type { ClientSettings } from "../endpoints/client-settings.ts";
import type { Finding } from "./finding.ts";

const alarmSchema = v.object({
  AlarmName: v.string(),
  AlarmDescription: v.optional(v.string(), ""),
  StateValue: v.string(),
  AlarmActions: v.optional(v.array(v.string()), []),
});
const pageSchema = v.object({ MetricAlarms: v.array(alarmSchema) });

/** Those of the stack, and of no other whose name begins with its own. Each says itself what to do. */
export async function checkAlarms(api: AwsApi, settings: ClientSettings, stackName: string) {
  const alarms = await listAlarms(api, `${stackName}-IntakeAlarms`);
  const fired = alarms.filter(({ StateValue }) => StateValue === "ALARM");
  const topics = [...new Set(alarms.flatMap(({ AlarmActions }) => AlarmActions))];
  const mute = alarms.filter(({ AlarmActions }) => AlarmActions.length === 0);
  const text = `${alarms.length} alarms: ${fired.length} on, ${mute.length} that notify nobody`;
  const next = mute.length > 0 || alarms.length === 0 ? "set alarmTopicArn, and deploy" : undefined;
  return [
    ...fired.map(({ AlarmName: subject, AlarmDescription }) => {
      return { subject, text: "the alarm is on", next: AlarmDescription };
    }),
    { subject: "alarms", text, next },
    ...(await Promise.all(topics.map((topic) => checkTopic(settings, topic)))),
  ];
}

async function listAlarms(api: AwsApi, AlarmNamePrefix: string) {
  const input = { AlarmNamePrefix, AlarmTypes: ["MetricAlarm"] };
  const pages = await api.pages("monitoring", "DescribeAlarms", input, pageSchema);
  return pages.flatMap(({ MetricAlarms }) => MetricAlarms);
}

async function checkTopic(settings: ClientSettings, TopicArn: string): Promise<Finding> {
  const client = new SNSClient(settings);
  const listed = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn })).catch(String);
  if (typeof listed === "string")
    return { subject: TopicArn, text: `its subscriptions cannot be listed: ${listed}`, next: "allow it" };
  const { Subscriptions = [] } = listed;
  // Until the subscriber confirms, its ARN is "PendingConfirmation".
  const { length } = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith("arn:"));
  const next = length === 0 ? "subscribe somebody to the topic, and confirm the subscription" : undefined;
  return { subject: TopicArn, text: `${length} confirmed subscriptions`, next };
}
