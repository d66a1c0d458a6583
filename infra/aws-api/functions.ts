import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import type { AwsApi } from "./aws-api.ts";

const eventSchema = v.object({ message: v.string(), logStreamName: v.optional(v.string()) });
const pageSchema = v.object({ events: v.optional(v.array(eventSchema), []) });

export async function readFunction({ lambda }: AwsApi, name: string) {
  const command = new GetFunctionConfigurationCommand({ FunctionName: name });
  const { Role = "", MemorySize = 0, LoggingConfig, Environment } = await lambda.send(command);
  const logGroup = LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
  return { role: Role, memoryMb: MemorySize, logGroup, variables: Environment?.Variables };
}

export async function readLogLines(api: AwsApi, functionName: string, filter: LogFilter) {
  const { logGroup: logGroupName } = await readFunction(api, functionName);
  const pages = await api.pages("logs", "FilterLogEvents", { logGroupName, ...filter }, pageSchema);
  return pages.flatMap(({ events }) => events);
}

interface LogFilter {
  readonly startTime: number;
  readonly filterPattern?: string;
}
