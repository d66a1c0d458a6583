import * as v from "valibot";
import { isJsonObject, type JsonValue, parseJson } from "../../lib/json/json.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import type { SentMessage } from "../local/aws/sent-messages.ts";
import { cutText } from "./cut-text.ts";
import type { ExplainedIssue } from "./explanations.ts";
import { maxKept } from "./masking.ts";
import type { MessageView } from "./protocol.ts";
import { shortenJson } from "./shorten-json.ts";

/** A message that a queue has taken, by the key under which it is sent once. */
export interface TakenMessage {
  readonly key: string;
  readonly view: MessageView;
  /** Why it is in quarantine. */
  readonly issues: readonly ExplainedIssue[];
}

const issuesSchema = v.object({
  issues: v.array(v.object({ code: v.string(), path: v.optional(v.string()) })),
});

/** What is kept of a message that is longer, in characters. */
const maxContent = 32 * 1024;

/** Undefined for a message of neither queue, or without a deduplication id: no function sent it. */
export function readTakenMessage(
  { queueUrl, body, deduplicationId: key }: SentMessage,
  { queueUrl: events, quarantineQueueUrl }: Pick<Endpoints, "queueUrl" | "quarantineQueueUrl">,
  sentAt: Date,
): TakenMessage | undefined {
  const queue = queueUrl === events ? "events" : queueUrl === quarantineQueueUrl ? "quarantine" : undefined;
  if (queue === undefined || key === undefined) return undefined;
  const reading = parseJson(Buffer.from(body, "utf8"));
  const value = reading.ok ? reading.value : cutText(body, maxKept);
  const { success, output } = v.safeParse(issuesSchema, queue === "quarantine" ? value : undefined);
  return {
    key,
    view: {
      queue,
      sentAt: sentAt.toISOString(),
      content: shortenJson(queue === "quarantine" ? withoutBody(value) : value, maxContent),
    },
    issues: success ? output.issues : [],
  };
}

/** The delivery's body stands in the request already, and is in base64 here. */
function withoutBody(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || !isJsonObject(value.delivery)) return value;
  const { body: _, ...delivery } = value.delivery;
  return { ...value, delivery };
}
