import * as v from "valibot";
import type { AwsApi } from "./aws-api.ts";
import { readFunction } from "./read-function.ts";

const pageSchema = v.object({
  events: v.optional(v.array(v.object({ message: v.string(), logStreamName: v.optional(v.string()) })), []),
});

/** A function's. */
export async function readLogLines(
  api: AwsApi,
  functionName: string,
  filter: { readonly startTime: number; readonly filterPattern?: string },
) {
  const { logGroup: logGroupName } = await readFunction(api, functionName);
  const pages = api.pages("logs", "FilterLogEvents", { logGroupName, ...filter }, pageSchema);
  return (await Array.fromAsync(pages)).flatMap(({ events }) => events);
}
