import * as v from "valibot";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readFunction } from "../../aws-api/read-function.ts";
import type { Usage } from "../../monitoring/estimated-cost.ts";

const historySchema = v.object({
  AlarmHistoryItems: v.array(v.object({ AlarmName: v.string(), HistorySummary: v.string() })),
});

/** By the ids in `infra/monitoring`, such as `Quarantine` of `<stack>-IntakeAlarmsQuarantine49777F38-…`. */
export async function readFiredAlarms(api: AwsApi, stackName: string, since: Date): Promise<string[]> {
  const named = new RegExp(`^${stackName}-IntakeAlarms(\\w+?)[0-9A-F]{8}-`);
  const query = { HistoryItemType: "StateUpdate", StartDate: since.getTime() / 1000, MaxRecords: 100 };
  const pages = await Array.fromAsync(api.pages("monitoring", "DescribeAlarmHistory", query, historySchema));
  const changes = pages.flatMap(({ AlarmHistoryItems }) => AlarmHistoryItems);
  const fired = changes.filter(({ HistorySummary }) => HistorySummary.endsWith(" to ALARM"));
  return fired.flatMap(({ AlarmName }) => named.exec(AlarmName)?.[1] ?? []);
}

export interface Counted {
  /** Of the sources. */
  readonly functionNames: readonly string[];
  readonly tableName: string;
  /** If there is a topic, functions send to it alone. */
  readonly topicArn: string | undefined;
  readonly queueUrl: string;
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

export async function readUsage(api: AwsApi, counted: Counted, from: Date, to: Date) {
  const metrics = await listMetrics(api, counted);
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

async function listMetrics(api: AwsApi, { functionNames, tableName, topicArn, queueUrl }: Counted) {
  const ofFunctions = functionNames.map(async (name): Promise<Metric[]> => {
    const { logGroup, memoryMb } = await readFunction(api, name);
    return [
      ["invocations", "Lambda", "Invocations", "FunctionName", name],
      ["gbSeconds", "Lambda", "Duration", "FunctionName", name, memoryMb / 1024 / 1000],
      ["logBytes", "Logs", "IncomingBytes", "LogGroupName", logGroup],
    ];
  });
  const queue = queueUrl.replace(/^.*\//, "");
  const topic = topicArn?.replace(/^.*:/, "");
  const metrics: Metric[] = [
    ...(await Promise.all(ofFunctions)).flat(),
    ["readUnits", "DynamoDB", "ConsumedReadCapacityUnits", "TableName", tableName],
    ["writeUnits", "DynamoDB", "ConsumedWriteCapacityUnits", "TableName", tableName],
  ];
  if (topic === undefined)
    return [...metrics, ["sends", "SQS", "NumberOfMessagesSent", "QueueName", queue]] as const;
  // SNS bills what a filter drops as well. CloudWatch does not count the bytes of deliveries.
  return [
    ...metrics,
    ["publishes", "SNS", "NumberOfMessagesPublished", "TopicName", topic],
    ["deliveries", "SNS", "NumberOfNotificationsDelivered", "TopicName", topic],
    ["deliveries", "SNS", "NumberOfNotificationsFilteredOut", "TopicName", topic],
  ] as const;
}
