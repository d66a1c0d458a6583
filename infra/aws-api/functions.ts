import * as v from "valibot";
import { type AwsApi, json } from "./aws-api.ts";

const schema = v.object({
  Role: v.optional(v.string(), ""),
  MemorySize: v.optional(v.number(), 0),
  LoggingConfig: v.nullish(v.object({ LogGroup: v.string() })),
  Environment: v.nullish(v.object({ Variables: v.optional(v.record(v.string(), v.string())) })),
});
const eventSchema = v.object({ message: v.string(), logStreamName: v.optional(v.string()) });
const pageSchema = v.object({ events: v.optional(v.array(eventSchema), []) });

export async function readFunction(api: AwsApi, name: string) {
  const path = `/2015-03-31/functions/${name}/configuration`;
  const { Role, MemorySize, LoggingConfig, Environment } = await api.get("lambda", path, json(schema));
  const logGroup = LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
  return { role: Role, memoryMb: MemorySize, logGroup, variables: Environment?.Variables };
}

export async function readLogLines(api: AwsApi, functionName: string, filter: LogFilter) {
  const { logGroup: logGroupName } = await readFunction(api, functionName);
  const pages = api.pages("logs", "FilterLogEvents", { logGroupName, ...filter }, pageSchema);
  return (await Array.fromAsync(pages)).flatMap(({ events }) => events);
}

interface LogFilter {
  readonly startTime: number;
  readonly filterPattern?: string;
}
