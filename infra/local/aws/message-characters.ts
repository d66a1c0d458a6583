import * as v from "valibot";
import { loadFauxqsModule } from "./fauxqs-module.ts";

/**
 * What a message body may not hold:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_RequestSyntax
 */
const refused = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const charactersModule = v.object({ INVALID_MESSAGE_BODY_CHAR: v.instance(RegExp) });

/**
 * Makes the embedded SQS take every character that SQS takes: its own rule, which its package does not export, ends at
 * U+FFFD. Holds for every embedded SQS of this process.
 */
export async function takeCharactersOfSqs(): Promise<void> {
  const loaded = await loadFauxqsModule("dist/sqs/sqsTypes.js", charactersModule);
  const rule = loaded.INVALID_MESSAGE_BODY_CHAR;
  rule.test = (text) => refused.test(text);
}
