import * as v from "valibot";
import type { AwsApi } from "../../aws-api/aws-api.ts";
import { readFunction } from "../../aws-api/read-function.ts";
import type { Usage } from "../../monitoring/estimated-cost.ts";

const historySchema = v.object({
  AlarmHistoryItems: v.array(v.object({ AlarmName: v.string(), HistorySummary: v.string() })),
  NextToken: v.nullish(v.string()),
});

/** By the ids in `infra/monitoring`, such as `Quarantine` of `<stack>-IntakeAlarmsQuarantine49777F38-…`. */
export async function readFiredAlarms(api: AwsApi, stackName: string, since: Date): Promise<string[]> {
  const named = new RegExp(`^${stackName}-IntakeAlarms(\\w+?)[0-9A-F]{8}-`);
  const query = { HistoryItemType: "StateUpdate", StartDate: since.getTime() / 1000, MaxRecords: 100 };
  const fired: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await api.call("monitoring", "DescribeAlarmHistory", { ...query, NextToken }, historySchema);
    for (const { AlarmName, HistorySummary } of page.AlarmHistoryItems)
      if (HistorySummary.endsWith(" to ALARM")) fired.push(...(named.exec(AlarmName)?.slice(1) ?? []));
    NextToken = page.NextToken ?? undefined;
  } while (NextToken !== undefined);
  return fired;
}

export interface Counted {
  /** Of the sources. */
  readonly functionNames: readonly string[];
  readonly tableName: string;
  /** Only one of them takes the functions' events. */
  readonly topicArn: string | undefined;
  readonly queueUrl: string;
}

type Metric = readonly [
  unit: keyof Usage,
  service: string,
  name: string,
  of: string,
  id: string,
  by?: number,
];

const resultsSchema = v.object({
  MetricDataResults: v.array(v.object({ Id: v.string(), Values: v.array(v.number()) })),
});

/** The shortest of the services' own metrics. */
export const periodMs = 60_000;

/** CloudWatch counts no bytes of SNS's deliveries. */
export async function readUsage(
  api: AwsApi,
  counted: Counted,
  from: Date,
  to: Date,
): Promise<Partial<Usage>> {
  const metrics = await listMetrics(api, counted);
  const MetricDataQueries = metrics.map(([, service, MetricName, Name, Value], index) => {
    const Metric = { Namespace: `AWS/${service}`, MetricName, Dimensions: [{ Name, Value }] };
    return { Id: `m${index}`, MetricStat: { Metric, Period: periodMs / 1000, Stat: "Sum" } };
  });
  const [StartTime, EndTime] = [from, to].map((time) => time.getTime() / 1000);
  const input = { StartTime, EndTime, MetricDataQueries };
  const { MetricDataResults } = await api.call("monitoring", "GetMetricData", input, resultsSchema);
  const used: Partial<Record<keyof Usage, number>> = {};
  for (const [index, [unit, , , , , by = 1]] of metrics.entries()) {
    const values = MetricDataResults.find(({ Id }) => Id === `m${index}`)?.Values ?? [];
    used[unit] = values.reduce((sum, value) => sum + value * by, used[unit] ?? 0);
  }
  return used;
}

async function listMetrics(
  api: AwsApi,
  { functionNames, tableName, topicArn, queueUrl }: Counted,
): Promise<Metric[]> {
  const ofFunctions = functionNames.map(async (name): Promise<Metric[]> => {
    const { logGroup, memoryMb } = await readFunction(api, name);
    return [
      ["invocations", "Lambda", "Invocations", "FunctionName", name],
      ["gbSeconds", "Lambda", "Duration", "FunctionName", name, memoryMb / 1024 / 1000],
      ["logBytes", "Logs", "IncomingBytes", "LogGroupName", logGroup],
    ];
  });
  const last = (name: string, separator: string) => name.split(separator).at(-1) ?? "";
  const ofEvents: Metric[] =
    topicArn === undefined
      ? [["sends", "SQS", "NumberOfMessagesSent", "QueueName", last(queueUrl, "/")]]
      : (
          [
            ["publishes", "NumberOfMessagesPublished"],
            ["publishedBytes", "PublishSize"],
            ["deliveries", "NumberOfNotificationsDelivered"],
            // SNS bills them as well.
            ["deliveries", "NumberOfNotificationsFilteredOut"],
          ] as const
        ).map(([unit, name]) => [unit, "SNS", name, "TopicName", last(topicArn, ":")]);
  return [
    ...(await Promise.all(ofFunctions)).flat(),
    ["readUnits", "DynamoDB", "ConsumedReadCapacityUnits", "TableName", tableName],
    ["writeUnits", "DynamoDB", "ConsumedWriteCapacityUnits", "TableName", tableName],
    ...ofEvents,
  ];
}
