import * as v from "valibot";
import type { AwsApi } from "./aws-api.ts";
import { readFunction } from "./read-function.ts";

const pageSchema = v.object({
  events: v.optional(v.array(v.object({ message: v.string(), logStreamName: v.optional(v.string()) })), []),
  nextToken: v.nullish(v.string()),
});

/** A function's, page by page. A page may be empty before the end is reached. */
export async function* readLogLines(
  api: AwsApi,
  functionName: string,
  filter: { readonly startTime: number; readonly filterPattern?: string },
) {
  const { logGroup: logGroupName } = await readFunction(api, functionName);
  let nextToken: string | undefined;
  do {
    const input = { logGroupName, ...filter, nextToken };
    const page = await api.call("logs", "FilterLogEvents", input, pageSchema);
    yield page.events;
    nextToken = page.nextToken ?? undefined;
  } while (nextToken !== undefined);
}
