import * as v from "valibot";
import { type AwsApi, json } from "./aws-api.ts";

const functionSchema = v.object({ LoggingConfig: v.nullish(v.object({ LogGroup: v.string() })) });
const pageSchema = v.object({
  events: v.optional(v.array(v.object({ message: v.string() })), []),
  nextToken: v.nullish(v.string()),
});

/** A function's, page by page. A page may be empty before the end is reached. */
export async function* readLogLines(
  api: AwsApi,
  functionName: string,
  filter: { readonly startTime: number; readonly filterPattern?: string },
): AsyncGenerator<readonly string[]> {
  const path = `/2015-03-31/functions/${functionName}/configuration`;
  const { LoggingConfig } = await api.get("lambda", path, json(functionSchema));
  const logGroupName = LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
  let nextToken: string | undefined;
  do {
    const input = { logGroupName, ...filter, nextToken };
    const page = await api.call("logs", "FilterLogEvents", input, pageSchema);
    yield page.events.map(({ message }) => message);
    nextToken = page.nextToken ?? undefined;
  } while (nextToken !== undefined);
}
