import * as v from "valibot";
import { keepText } from "./masking.ts";
import type { DeliveryView, ResponseView } from "./protocol.ts";

export type ReceivedDelivery = Pick<DeliveryView, "id" | "source" | "receivedAt" | "request">;

/** The page shows these headers. Any other header may hold a credential, today or with a later source. */
const shownHeaders: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "transfer-encoding",
  "user-agent",
  "x-correlation-id",
]);

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
  const { rawPath, headers, body, isBase64Encoded, requestContext } = output;
  const shown = Object.entries(headers).filter(([name]) => shownHeaders.has(name.toLowerCase()));
  return {
    id: requestContext.requestId,
    source,
    receivedAt: new Date(requestContext.timeEpoch).toISOString(),
    request: {
      method: requestContext.http.method,
      path: rawPath,
      headers: Object.fromEntries(shown),
      body: isBase64Encoded ? decodeText(Buffer.from(body, "base64")) : keepText(body),
      bytes: Buffer.byteLength(body, isBase64Encoded ? "base64" : "utf8"),
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
