import type { AwsApi } from "../aws-api/aws-api.ts";
import { readLogLines } from "../aws-api/functions.ts";

/** Functions read their secret every five minutes, and say each time if its current version is unusable. */
const periodMs = 6 * 60 * 1000;

/** By the function's own word. Nobody reads the secret here. */
export async function checkSecret(api: AwsApi, subject: string, functionName: string, now: Date) {
  // A phrase. Engines on a computer take a pattern of JSON for every line.
  const filterPattern = '"unusable_version"';
  const filter = { startTime: now.getTime() - periodMs, filterPattern };
  if ((await readLogLines(api, functionName, filter)).length === 0) return [];
  const text = "its function cannot use the current version of the secret";
  return [{ subject, text, next: "store it as section 1, step 6 of docs/operating.md says" }];
}
