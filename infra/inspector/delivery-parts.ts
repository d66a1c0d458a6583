import * as v from "valibot";
import { isJsonObject, type JsonValue, parseJson } from "../../lib/json/json.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import type { SentMessage } from "../local/aws/sent-messages.ts";
import type { ExplainedIssue } from "./explanations.ts";
import { keepText } from "./masking.ts";
import type { DeliveryView, MessageView, ResponseView } from "./protocol.ts";

export type ReceivedDelivery = Pick<DeliveryView, "id" | "source" | "receivedAt" | "request">;

/** The page shows these headers. Any other header may hold a credential, today or with a later source. */
const shownHeader =
  /^(accept(-encoding)?|connection|content-(encoding|length|type)|host|transfer-encoding|user-agent|x-correlation-id)$/i;

const eventSchema = v.object({
  rawPath: v.string(),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string(), ""),
  isBase64Encoded: v.boolean(),
  requestContext: v.object({
    requestId: v.string(),
    timeEpoch: v.number(),
    http: v.object({ method: v.string() }),
  }),
});

/** Undefined for anything but an event of an HTTP API. */
export function readReceived(source: string, event: unknown): ReceivedDelivery | undefined {
  const { success, output } = v.safeParse(eventSchema, event);
  if (!success) return undefined;
  const { rawPath: path, headers, body, isBase64Encoded, requestContext } = output;
  const shown = Object.entries(headers).filter(([name]) => shownHeader.test(name));
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  return {
    id: requestContext.requestId,
    source,
    receivedAt: new Date(requestContext.timeEpoch).toISOString(),
    request: {
      method: requestContext.http.method,
      path,
      headers: Object.fromEntries(shown),
      body: decodeText(bytes),
      bytes: bytes.length,
    },
  };
}

function decodeText(bytes: Buffer): string | undefined {
  try {
    return keepText(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const resultSchema = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ""),
});

/** API Gateway answers with this if a function fails. */
export const failedResponse: ResponseView = {
  status: 500,
  contentType: "application/json",
  body: '{"message":"Internal Server Error"}',
};

export function readResponse(result: unknown): ResponseView {
  const { success, output } = v.safeParse(resultSchema, result);
  if (!success) return failedResponse;
  const { statusCode, headers, body } = output;
  return { status: statusCode, contentType: headers["content-type"] ?? "", body: keepText(body) };
}

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
  { QueueUrl: queueUrl, MessageBody: body, MessageDeduplicationId: key }: SentMessage,
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
