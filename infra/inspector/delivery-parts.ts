import { isUtf8 } from "node:buffer";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as v from "valibot";
import { isJsonObject, type JsonValue, parseJson } from "../../lib/json/json.ts";
import { consumersOf, type Endpoints } from "../endpoints/endpoints.ts";
import type { SentMessage } from "../local/aws/sent-messages.ts";
import { resultSchema } from "../local/gateway/gateway.ts";
import type { ExplainedIssue } from "./explanations.ts";
import { keepText } from "./masking.ts";
import type { MessageView, ReceivedDelivery, ResponseView } from "./protocol.ts";

/** The page shows these headers. Any other header may hold a credential, today or with a later source. */
const shownHeader =
  /^(accept(-encoding)?|connection|content-(encoding|length|type)|host|transfer-encoding|user-agent|x-correlation-id)$/i;

export function readReceived(source: string, event: APIGatewayProxyEventV2): ReceivedDelivery {
  const { rawPath: path, headers, body = "", isBase64Encoded, requestContext } = event;
  const shown = Object.entries(headers).map(([name, value = ""]) => [name, value] as const);
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  return {
    id: requestContext.requestId,
    source,
    receivedAt: new Date(requestContext.timeEpoch).toISOString(),
    request: {
      method: requestContext.http.method,
      path,
      headers: Object.fromEntries(shown.filter(([name]) => shownHeader.test(name))),
      body: isUtf8(bytes) ? keepText(new TextDecoder().decode(bytes)) : undefined,
      bytes: bytes.length,
    },
  };
}

/** API Gateway answers with this if a function fails. */
export const failedResponse: ResponseView = {
  status: 500,
  contentType: "application/json",
  body: '{"message":"Internal Server Error"}',
};

export function readResponse(result: unknown): ResponseView {
  const { success, output } = v.safeParse(resultSchema, result);
  if (!success) return failedResponse;
  const { statusCode: status, headers, body } = output;
  return { status, contentType: headers["content-type"] ?? "", body: keepText(body) };
}

/** In characters. A longer message is kept as text, and only its beginning. */
const maxContent = 64 * 1024;

/** Undefined for a message of another queue, or one that no function sent. */
export function readTakenMessage(
  { queueUrls, body, deduplicationId: key }: SentMessage,
  endpoints: Pick<Endpoints, "consumers" | "quarantineQueueUrl">,
): MessageView | undefined {
  const takers = consumersOf(queueUrls, endpoints);
  if (key === undefined || !(takers || queueUrls.includes(endpoints.quarantineQueueUrl))) return undefined;
  const reading = parseJson(Buffer.from(body, "utf8"));
  const value = reading.ok ? withoutBody(reading.value) : body;
  const isKept = reading.ok && JSON.stringify(value).length <= maxContent;
  const content = isKept ? value : keepText(body);
  if (!takers) return { key, queue: "quarantine", content };
  const areSeveral = Object.keys(endpoints.consumers).length > 1;
  return { key, queue: "events", content, consumers: areSeveral ? takers : undefined };
}

/** A quarantined delivery repeats the request's body, in base64. */
function withoutBody(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || !isJsonObject(value.delivery)) return value;
  const { body: _, ...delivery } = value.delivery;
  return { ...value, delivery };
}

const issuesSchema = v.object({
  issues: v.array(v.object({ code: v.string(), path: v.optional(v.string()) })),
});

export function readIssues(message: MessageView | undefined): readonly ExplainedIssue[] {
  const { success, output } = v.safeParse(issuesSchema, message?.content);
  return success ? output.issues : [];
}
