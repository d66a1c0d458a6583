import { describe, expect, it } from "vitest";
import { maxKept } from "../../../infra/inspector/masking.ts";
import { failedResponse, readReceived, readResponse } from "../../../infra/inspector/request-view.ts";

interface Parts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** An event of an HTTP API, payload 2.0, as AWS's page has it. */
function event({ headers = {}, body, isBase64Encoded = false }: Parts = {}) {
  return {
    version: "2.0",
    routeKey: "POST /acme",
    rawPath: "/acme",
    rawQueryString: "token=in-the-query",
    headers,
    requestContext: {
      requestId: "JKJaXmPLvHcESHA=",
      timeEpoch: Date.parse("2026-11-21T09:30:00.000Z"),
      http: { method: "POST", path: "/acme" },
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
}

describe("a request", () => {
  it("is shown with its time, method, path and body, and without its query", () => {
    expect(readReceived("acme", event({ body: '{"ä":1}' }))).toEqual({
      id: "JKJaXmPLvHcESHA=",
      source: "acme",
      receivedAt: "2026-11-21T09:30:00.000Z",
      request: { method: "POST", path: "/acme", headers: {}, body: '{"ä":1}', bytes: 8 },
    });
  });

  it("is shown with chosen headers only, since another could hold a credential", () => {
    const shown = { "content-type": "application/json", "X-Correlation-Id": "c-1", "user-agent": "vendor/1" };
    const hidden = ["authorization", "secret", "cookie", "x-api-key", "x-signature", "x-hub-signature-256"];
    const headers = { ...shown, ...Object.fromEntries(hidden.map((name) => [name, "anything"])) };
    expect(readReceived("acme", event({ headers }))?.request.headers).toEqual(shown);
  });

  it("in base64 is shown as the text that it is, or not at all", () => {
    const encode = (bytes: Buffer) => event({ body: bytes.toString("base64"), isBase64Encoded: true });
    expect(readReceived("acme", encode(Buffer.from("ä")))?.request).toMatchObject({ body: "ä", bytes: 2 });
    const binary = readReceived("acme", encode(Buffer.from([0xff, 0x00])))?.request;
    expect(binary).toMatchObject({ bytes: 2, body: undefined });
  });

  it.each([false, true])("without end is kept in part (in base64: %s)", (isBase64Encoded) => {
    const text = "x".repeat(1_000_000);
    const body = isBase64Encoded ? Buffer.from(text).toString("base64") : text;
    const { request } = readReceived("acme", event({ body, isBase64Encoded })) ?? {};
    expect(request?.bytes).toBe(1_000_000);
    expect(request?.body).toHaveLength(maxKept);
  });

  it("is nothing else that a function may be invoked with", () => {
    for (const other of [{}, null, { replay: {} }, { requestContext: {} }])
      expect(readReceived("acme", other)).toBeUndefined();
  });
});

describe("an answer", () => {
  it("is what the function returned", () => {
    const result = {
      statusCode: 200,
      headers: { "content-type": "text/plain" },
      body: "OK",
      isBase64Encoded: false,
    };
    expect(readResponse(result)).toEqual({ status: 200, contentType: "text/plain", body: "OK" });
    expect(readResponse({ statusCode: 204 })).toEqual({ status: 204, contentType: "", body: "" });
  });

  it("of something else is what the gateway makes of it", () => {
    expect(readResponse(undefined)).toEqual(failedResponse);
    expect(failedResponse.status).toBe(500);
  });
});
