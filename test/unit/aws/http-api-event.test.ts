import type { APIGatewayProxyEventV2 } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHttpApiEvent, writeHttpApiAnswer } from "../../../lib/aws/http-api-event.ts";
import { createClock } from "../../support/clock.ts";
import { anHttpApiEvent } from "./events.ts";

const { now } = createClock();
const read = (changes: Partial<APIGatewayProxyEventV2> = {}) =>
  readHttpApiEvent({ ...anHttpApiEvent(), ...changes }, now());

describe("readHttpApiEvent", () => {
  it("reads what the intake needs", () => {
    const delivery = read({
      headers: { "x-correlation-id": "c-1", "X-Secret": "s", cookie: "a=1,b=2" },
      pathParameters: { requestId: "r-1" },
      body: "{}",
    });
    expect(delivery).toMatchObject({
      id: "JKJaXmPLvHcESHA=",
      correlationId: "c-1",
      receivedAt: now(),
      pathParameters: { requestId: "r-1" },
      headers: { "x-correlation-id": "c-1", "x-secret": "s", cookie: "a=1,b=2" },
      sourceAddress: "192.0.2.1",
    });
    expect(delivery.readJson()).toEqual({ ok: true, value: {} });
    expect(delivery).not.toHaveProperty("clientCertificate");
  });

  it("takes the sender's address from the connection, never from a header", () => {
    const headers = { "x-forwarded-for": "198.51.100.9", forwarded: "for=198.51.100.9" };
    expect(read({ headers }).sourceAddress).toBe("192.0.2.1");
  });

  it("reads an event without path parameters and body", () => {
    const { body: _, ...event } = anHttpApiEvent();
    const delivery = readHttpApiEvent(event, now());
    expect(delivery.pathParameters).toEqual({});
    expect(delivery.body).toHaveLength(0);
  });

  it("reads any bytes from base64", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const { body } = read({ body: Buffer.from(bytes).toString("base64"), isBase64Encoded: true });
        expect(Buffer.from(body).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("reads any text as UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(Buffer.from(read({ body: text }).body).equals(new TextEncoder().encode(text))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each(["c-1", "01EKVV810DC7NJEC97BAQJZXWR", "a_b.c:d", "x".repeat(128)])(
    "calls a delivery by its correlation id %j",
    (id) => {
      expect(read({ headers: { "x-correlation-id": id } }).correlationId).toBe(id);
    },
  );

  it.each(["", "a b", "a\nb", "a\n", "mail@example.com", "é", "<b>", "Root=1-5e6b4a90", "x".repeat(129)])(
    "calls a delivery by its request id where the correlation id %j is not safe to log",
    (id) => {
      expect(read({ headers: { "x-correlation-id": id } }).correlationId).toBe("JKJaXmPLvHcESHA=");
    },
  );

  it("reads the certificate that the mutual TLS domain verified", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----";
    const event = anHttpApiEvent();
    const clientCert = {
      clientCertPem: pem,
      subjectDN: "",
      issuerDN: "",
      serialNumber: "",
      validity: { notBefore: "", notAfter: "" },
    };
    const requestContext = { ...event.requestContext, authentication: { clientCert } };
    expect(read({ requestContext }).clientCertificate).toBe(pem);
  });
});

describe("writeHttpApiAnswer", () => {
  it("writes an answer as API Gateway takes it", () => {
    const answer = { status: 200, headers: { "content-type": "text/plain" }, body: "OK" };
    expect(writeHttpApiAnswer(answer)).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/plain" },
      body: "OK",
      isBase64Encoded: false,
    });
  });
});
