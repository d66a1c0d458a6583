import * as v from "valibot";
import { isJsonObject, type JsonValue, parseJson } from "../../lib/json/json.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import type { SentMessage } from "../local/aws/sent-messages.ts";
import type { ExplainedIssue } from "./explanations.ts";
import { keepText } from "./masking.ts";
import type { MessageView } from "./protocol.ts";

/** A message that a queue has taken. */
export interface TakenMessage {
  /** The event's id: SQS deduplicates by it. */
  readonly key: string;
  readonly view: MessageView;
  /** Why it is in quarantine. */
  readonly issues: readonly ExplainedIssue[];
}

const issuesSchema = v.object({
  issues: v.array(v.object({ code: v.string(), path: v.optional(v.string()) })),
});

/** In characters. A longer message is kept as text, and only its beginning. */
const maxContent = 64 * 1024;

/** Undefined for a message of another queue, or one that no function sent. */
export function readTakenMessage(
  { queueUrl, body, deduplicationId: key }: SentMessage,
  { queueUrl: events, quarantineQueueUrl }: Pick<Endpoints, "queueUrl" | "quarantineQueueUrl">,
  sentAt: Date,
): TakenMessage | undefined {
  const queue = queueUrl === events ? "events" : queueUrl === quarantineQueueUrl ? "quarantine" : undefined;
  if (queue === undefined || key === undefined) return undefined;
  const reading = parseJson(Buffer.from(body, "utf8"));
  const value = reading.ok ? withoutBody(reading.value) : body;
  const isKept = reading.ok && JSON.stringify(value).length <= maxContent;
  const { success, output } = v.safeParse(issuesSchema, queue === "quarantine" ? value : undefined);
  return {
    key,
    view: { queue, sentAt: sentAt.toISOString(), content: isKept ? value : keepText(body) },
    issues: success ? output.issues : [],
  };
}

/** A quarantined delivery repeats the request's body, in base64. */
function withoutBody(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || !isJsonObject(value.delivery)) return value;
  const { body: _, ...delivery } = value.delivery;
  return { ...value, delivery };
}
