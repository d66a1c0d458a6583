import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";

/**
 * What a message body may not hold:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_RequestSyntax
 */
const refused = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const charactersModule = v.object({ INVALID_MESSAGE_BODY_CHAR: v.instance(RegExp) });

/**
 * Makes the embedded SQS take every character that SQS takes: its own rule, which its package does not export, ends at
 * U+FFFD. Holds for every embedded SQS of this process; fails if the package keeps its rule elsewhere one day.
 */
export async function takeCharactersOfSqs(): Promise<void> {
  const manifest = findPackageJSON("fauxqs", import.meta.url);
  if (manifest === undefined) throw new Error("fauxqs is not installed");
  const path = join(dirname(manifest), "dist/sqs/sqsTypes.js");
  const loaded: unknown = await import(pathToFileURL(path).href);
  const rule = v.parse(charactersModule, loaded).INVALID_MESSAGE_BODY_CHAR;
  rule.test = (text) => refused.test(text);
}
