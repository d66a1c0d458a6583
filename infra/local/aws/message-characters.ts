import * as v from "valibot";
import { loadFauxqsModule } from "./fauxqs-module.ts";

/**
 * SQS refuses these in a body:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_RequestSyntax
 */
const refused = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const charactersModule = v.object({ INVALID_MESSAGE_BODY_CHAR: v.instance(RegExp) });

/** fauxqs refuses everything above U+FFFD. SQS does not. */
export async function takeCharactersOfSqs(): Promise<void> {
  const loaded = await loadFauxqsModule("dist/sqs/sqsTypes.js", charactersModule);
  const rule = loaded.INVALID_MESSAGE_BODY_CHAR;
  rule.test = (text) => refused.test(text);
}
