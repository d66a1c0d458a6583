import * as v from "valibot";
import { cutText } from "./cut-text.ts";
import { maxKept } from "./masking.ts";
import type { DeliveryView } from "./protocol.ts";

/** A delivery as it came in. */
export type ReceivedDelivery = Pick<DeliveryView, "id" | "source" | "receivedAt" | "request">;
export type ResponseView = NonNullable<DeliveryView["response"]>;

/** What is shown of the headers. Another one may hold a credential, today or with a source that comes later. */
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

/** Undefined for what is no event of an HTTP API. */
export function readReceived(source: string, event: unknown): ReceivedDelivery | undefined {
  const { success, output } = v.safeParse(eventSchema, event);
  if (!success) return undefined;
  const { rawPath, headers, body, isBase64Encoded, requestContext } = output;
  return {
    id: requestContext.requestId,
    source,
    receivedAt: new Date(requestContext.timeEpoch).toISOString(),
    request: {
      method: requestContext.http.method,
      path: rawPath,
      headers: chooseHeaders(headers),
      body: isBase64Encoded ? readText(Buffer.from(body, "base64")) : cutText(body, maxKept),
      bytes: Buffer.byteLength(body, isBase64Encoded ? "base64" : "utf8"),
    },
  };
}

function chooseHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const shown = Object.entries(headers).filter(([name]) => shownHeaders.has(name.toLowerCase()));
  return Object.fromEntries(shown);
}

/** A body that is none in UTF-8 is none to be shown. */
function readText(bytes: Buffer): string | undefined {
  try {
    return cutText(new TextDecoder("utf-8", { fatal: true }).decode(bytes), maxKept);
  } catch {
    return undefined;
  }
}

const resultSchema = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ""),
});

/** What the gateway makes of a function that failed. */
export const failedResponse: ResponseView = {
  status: 500,
  contentType: "application/json",
  body: '{"message":"Internal Server Error"}',
};

export function readResponse(result: unknown): ResponseView {
  const { success, output } = v.safeParse(resultSchema, result);
  if (!success) return failedResponse;
  const { statusCode, headers, body } = output;
  return {
    status: statusCode,
    contentType: headers["content-type"] ?? "",
    body: cutText(body, maxKept),
  };
}
