import * as v from "valibot";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readFunction } from "../../aws-api/functions.ts";
import type { Usage } from "../../monitoring/estimated-cost.ts";
import type { Deployed, NamedFunction } from "./access.ts";

const historySchema = v.object({
  AlarmHistoryItems: v.array(v.object({ AlarmName: v.string(), HistorySummary: v.string() })),
});

/** By the ids in `infra/monitoring`, such as `Quarantine` of `<stack>-IntakeAlarmsQuarantine49777F38-…`. */
export async function readFiredAlarms(api: AwsApi, stackName: string, since: Date): Promise<string[]> {
  const named = new RegExp(`^${stackName}-IntakeAlarms(\\w+?)[0-9A-F]{8}-`);
  const query = { HistoryItemType: "StateUpdate", StartDate: since.getTime() / 1000, MaxRecords: 100 };
  const pages = await api.pages("monitoring", "DescribeAlarmHistory", query, historySchema);
  const changes = pages.flatMap(({ AlarmHistoryItems }) => AlarmHistoryItems);
  const fired = changes.filter(({ HistorySummary }) => HistorySummary.endsWith(" to ALARM"));
  return fired.flatMap(({ AlarmName }) => named.exec(AlarmName)?.[1] ?? []);
}

type Metric = readonly [
  unit: keyof Usage,
  service: string,
  name: string,
  of: string,
  id: string,
  times?: number,
];

/** The shortest of the services' own metrics. */
export const periodMs = 60_000;

const resultsSchema = v.object({
  MetricDataResults: v.array(v.object({ Id: v.string(), Values: v.array(v.number()) })),
});

export async function readUsage(api: AwsApi, metrics: readonly Metric[], from: Date, to: Date) {
  const MetricDataQueries = metrics.map(([, service, MetricName, Name, Value], index) => {
    const Metric = { Namespace: `AWS/${service}`, MetricName, Dimensions: [{ Name, Value }] };
    return { Id: `m${index}`, MetricStat: { Metric, Period: periodMs / 1000, Stat: "Sum" } };
  });
  const [StartTime, EndTime] = [from, to].map((time) => time.getTime() / 1000);
  const input = { StartTime, EndTime, MetricDataQueries };
  const { MetricDataResults } = await api.call("monitoring", "GetMetricData", input, resultsSchema);
  const used: Partial<Record<keyof Usage, number>> = {};
  for (const [index, [unit, , , , , times = 1]] of metrics.entries()) {
    const values = MetricDataResults.find(({ Id }) => Id === `m${index}`)?.Values ?? [];
    used[unit] = values.reduce((sum, value) => sum + value * times, used[unit] ?? 0);
  }
  return used;
}

/** If there is a topic, functions send to it alone. */
export async function listMetrics(
  api: AwsApi,
  { outputs: { TableName: table = "", TopicArn }, consumers: [events] }: Deployed,
  functions: readonly NamedFunction[],
): Promise<Metric[]> {
  const ofFunctions = functions.map(async ({ name }): Promise<Metric[]> => {
    const { logGroup, memoryMb } = await readFunction(api, name);
    return [
      ["invocations", "Lambda", "Invocations", "FunctionName", name],
      ["gbSeconds", "Lambda", "Duration", "FunctionName", name, memoryMb / 1024 / 1000],
      ["logBytes", "Logs", "IncomingBytes", "LogGroupName", logGroup],
    ];
  });
  const queue = events?.queueUrl.replace(/^.*\//, "") ?? "";
  const topic = TopicArn?.replace(/^.*:/, "") ?? "";
  // SNS bills what a filter drops as well. CloudWatch does not count the bytes of deliveries.
  const ofTopic: readonly Metric[] = [
    ["publishes", "SNS", "NumberOfMessagesPublished", "TopicName", topic],
    ["deliveries", "SNS", "NumberOfNotificationsDelivered", "TopicName", topic],
    ["deliveries", "SNS", "NumberOfNotificationsFilteredOut", "TopicName", topic],
  ];
  const ofQueue: readonly Metric[] = [["sends", "SQS", "NumberOfMessagesSent", "QueueName", queue]];
  return [
    ...(await Promise.all(ofFunctions)).flat(),
    ["readUnits", "DynamoDB", "ConsumedReadCapacityUnits", "TableName", table],
    ["writeUnits", "DynamoDB", "ConsumedWriteCapacityUnits", "TableName", table],
    ...(topic ? ofTopic : ofQueue),
  ];
}
