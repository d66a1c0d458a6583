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

/** The namespace stands before the metric's name. */
type Metric = readonly [unit: keyof Usage, metric: string, of: string, id: string, times?: number];

/** The shortest of the services' own metrics. */
export const periodMs = 60_000;

const resultsSchema = v.object({
  MetricDataResults: v.array(v.object({ Id: v.string(), Values: v.array(v.number()) })),
});

export async function readUsage(
  api: AwsApi,
  deployed: Deployed,
  functions: readonly NamedFunction[],
  [from, to]: readonly [Date, Date],
) {
  const metrics = await listMetrics(api, deployed, functions);
  const MetricDataQueries = metrics.map(([, metric, Name, Value], index) => {
    const [Namespace, MetricName] = metric.split(" ");
    const Metric = { Namespace, MetricName, Dimensions: [{ Name, Value }] };
    return { Id: `m${index}`, MetricStat: { Metric, Period: periodMs / 1000, Stat: "Sum" } };
  });
  const input = { StartTime: from.getTime() / 1000, EndTime: to.getTime() / 1000, MetricDataQueries };
  const { MetricDataResults } = await api.call("monitoring", "GetMetricData", input, resultsSchema);
  const used: Partial<Record<keyof Usage, number>> = {};
  for (const [index, [unit, , , , times = 1]] of metrics.entries()) {
    const values = MetricDataResults.find(({ Id }) => Id === `m${index}`)?.Values ?? [];
    used[unit] = values.reduce((sum, value) => sum + value * times, used[unit] ?? 0);
  }
  return used;
}

/** If there is a topic, functions send to it alone. */
async function listMetrics(
  api: AwsApi,
  { outputs: { TableName: table = "", TopicArn }, consumers: [events] }: Deployed,
  functions: readonly NamedFunction[],
): Promise<Metric[]> {
  const ofFunctions = functions.map(async ({ name }): Promise<Metric[]> => {
    const { logGroup, memoryMb } = await readFunction(api, name);
    return [
      ["invocations", "AWS/Lambda Invocations", "FunctionName", name],
      ["gbSeconds", "AWS/Lambda Duration", "FunctionName", name, memoryMb / 1024 / 1000],
      ["logBytes", "AWS/Logs IncomingBytes", "LogGroupName", logGroup],
    ];
  });
  const queue = events?.queueUrl.replace(/^.*\//, "") ?? "";
  const topic = TopicArn?.replace(/^.*:/, "") ?? "";
  // SNS bills what a filter drops as well. CloudWatch does not count the bytes of deliveries.
  const ofTopic: readonly Metric[] = [
    ["publishes", "AWS/SNS NumberOfMessagesPublished", "TopicName", topic],
    ["deliveries", "AWS/SNS NumberOfNotificationsDelivered", "TopicName", topic],
    ["deliveries", "AWS/SNS NumberOfNotificationsFilteredOut", "TopicName", topic],
  ];
  const ofQueue: readonly Metric[] = [["sends", "AWS/SQS NumberOfMessagesSent", "QueueName", queue]];
  return [
    ...(await Promise.all(ofFunctions)).flat(),
    ["readUnits", "AWS/DynamoDB ConsumedReadCapacityUnits", "TableName", table],
    ["writeUnits", "AWS/DynamoDB ConsumedWriteCapacityUnits", "TableName", table],
    ...(topic ? ofTopic : ofQueue),
  ];
}
