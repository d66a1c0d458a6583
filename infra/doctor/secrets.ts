import * as v from "valibot";
import { type AwsApi, json } from "../aws-api/aws-api.ts";
import type { Finding } from "./finding.ts";

const functionSchema = v.object({ LoggingConfig: v.object({ LogGroup: v.string() }) });
const eventsSchema = v.object({
  events: v.optional(v.array(v.unknown()), []),
  nextToken: v.nullish(v.string()),
});

/** Functions read their secret every five minutes, and say each time if its current version is unusable. */
const periodMs = 6 * 60 * 1000;

/** By the function's own word. Nobody reads the secret here. */
export async function checkSecret(
  api: AwsApi,
  id: string,
  functionName: string,
  now: Date,
): Promise<Finding[]> {
  const path = `/2015-03-31/functions/${functionName}/configuration`;
  const { LoggingConfig } = await api.get("lambda", path, json(functionSchema));
  const input = {
    logGroupName: LoggingConfig.LogGroup,
    startTime: now.getTime() - periodMs,
    filterPattern: '{ $.secret = "unusable_version" }',
  };
  // A page may be empty before the end is reached.
  let page: v.InferOutput<typeof eventsSchema> = { events: [] };
  do {
    const token = page.nextToken ? { nextToken: page.nextToken } : {};
    page = await api.call("logs", "FilterLogEvents", { ...input, ...token }, eventsSchema);
  } while (page.events.length === 0 && page.nextToken);
  if (page.events.length === 0) return [];
  const text = "its function cannot use the current version of the secret";
  return [{ subject: id, text, next: "store it as section 1, step 6 of docs/operating.md says" }];
}
