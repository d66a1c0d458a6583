import { ListSubscriptionsByTopicCommand, SNSClient, type SNSClientConfig } from "@aws-sdk/client-sns";
import * as v from "valibot";
import type { AwsApi } from "../aws-api/aws-api.ts";
import type { Finding } from "./finding.ts";

const alarmSchema = v.object({
  AlarmName: v.string(),
  AlarmDescription: v.optional(v.string(), ""),
  StateValue: v.string(),
  AlarmActions: v.optional(v.array(v.string()), []),
});
const pageSchema = v.object({ MetricAlarms: v.array(alarmSchema), NextToken: v.nullish(v.string()) });

/** Those of the stack. Each says itself what to do. */
export async function checkAlarms(
  api: AwsApi,
  settings: Pick<SNSClientConfig, "endpoint" | "region" | "credentials">,
  stackName: string,
): Promise<Finding[]> {
  const alarms = await listAlarms(api, `${stackName}-`);
  const fired = alarms.filter(({ StateValue }) => StateValue === "ALARM");
  const topics = [...new Set(alarms.flatMap(({ AlarmActions }) => AlarmActions))];
  const mute = alarms.filter(({ AlarmActions }) => AlarmActions.length === 0);
  return [
    ...fired.map(({ AlarmName, AlarmDescription }) => {
      return { subject: AlarmName, text: "the alarm is on", next: AlarmDescription };
    }),
    {
      subject: "alarms",
      text: `${alarms.length} alarms: ${fired.length} on, ${mute.length} that notify nobody`,
      next: mute.length > 0 || alarms.length === 0 ? "set alarmTopicArn, and deploy" : undefined,
    },
    ...(await Promise.all(topics.map((topic) => checkTopic(settings, topic)))),
  ];
}

async function listAlarms(api: AwsApi, AlarmNamePrefix: string) {
  const alarms: v.InferOutput<typeof alarmSchema>[] = [];
  let NextToken: string | null | undefined;
  do {
    const input = { AlarmNamePrefix, AlarmTypes: ["MetricAlarm"], ...(NextToken ? { NextToken } : {}) };
    const page = await api.call("monitoring", "DescribeAlarms", input, pageSchema);
    alarms.push(...page.MetricAlarms);
    NextToken = page.NextToken;
  } while (NextToken);
  return alarms;
}

async function checkTopic(
  settings: Pick<SNSClientConfig, "endpoint" | "region" | "credentials">,
  TopicArn: string,
): Promise<Finding> {
  const client = new SNSClient(settings);
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  // Until the subscriber confirms, its ARN is "PendingConfirmation".
  const { length } = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith("arn:"));
  const next = length === 0 ? "subscribe somebody to the topic, and confirm the subscription" : undefined;
  return { subject: TopicArn, text: `${length} confirmed subscriptions`, next };
}
