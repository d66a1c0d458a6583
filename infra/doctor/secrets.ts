import type { AwsApi } from "../aws-api/aws-api.ts";
import { readLogLines } from "../aws-api/log-lines.ts";
import type { Finding } from "./finding.ts";

/** Functions read their secret every five minutes, and say each time if its current version is unusable. */
const periodMs = 6 * 60 * 1000;

/** By the function's own word. Nobody reads the secret here. */
export async function checkSecret(
  api: AwsApi,
  id: string,
  functionName: string,
  now: Date,
): Promise<Finding[]> {
  const filterPattern = '{ $.secret = "unusable_version" }';
  const pages = readLogLines(api, functionName, { startTime: now.getTime() - periodMs, filterPattern });
  if ((await Array.fromAsync(pages)).flat().length === 0) return [];
  const text = "its function cannot use the current version of the secret";
  return [{ subject: id, text, next: "store it as section 1, step 6 of docs/operating.md says" }];
}
