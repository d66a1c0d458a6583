import * as v from "valibot";
import { type AwsApi, json } from "./aws-api.ts";

const schema = v.object({
  Role: v.string(),
  MemorySize: v.number(),
  LoggingConfig: v.nullish(v.object({ LogGroup: v.string() })),
});

export async function readFunction(api: AwsApi, name: string) {
  const path = `/2015-03-31/functions/${name}/configuration`;
  const { Role, MemorySize, LoggingConfig } = await api.get("lambda", path, json(schema));
  return { role: Role, memoryMb: MemorySize, logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}` };
}
