import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HttpApiEvent, readHttpApiEvent } from "../../../../lib/aws/handlers/http-api-event.ts";
import { createClock } from "../../../support/clock.ts";
import { anHttpApiEvent } from "../events.ts";

const { now } = createClock();
const uuid = "7fd08636-e44b-4dd4-8490-ccb191011697";
const read = (changes: HttpApiEvent = {}) => readHttpApiEvent({ ...anHttpApiEvent(), ...changes }, now());

describe("readHttpApiEvent", () => {
  it("reads what the intake needs", () => {
    // As the mutual TLS domain verified it.
    const clientCert = { clientCertPem: "the PEM", subjectDN: "", issuerDN: "", serialNumber: "" };
    const delivery = read({
      requestContext: { ...anHttpApiEvent().requestContext, authentication: { clientCert } },
      headers: { "X-Secret": "s", "x-forwarded-for": "198.51.100.9" },
      pathParameters: { requestId: "r-1" },
      body: "{}",
    });
    expect(delivery).toMatchObject({
      id: "JKJaXmPLvHcESHA=",
      correlationId: "JKJaXmPLvHcESHA=",
      receivedAt: now(),
      pathParameters: { requestId: "r-1" },
      headers: { "x-secret": "s", "x-forwarded-for": "198.51.100.9" },
      // The connection's, never a header's.
      sourceAddress: "192.0.2.1",
      clientCertificate: "the PEM",
    });
    expect(delivery.readJson()).toEqual({ ok: true, value: {} });
  });

  it("reads any bytes from base64, and any text as UTF-8", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: "grapheme" }), (bytes, text) => {
        const { body } = read({ body: Buffer.from(bytes).toString("base64"), isBase64Encoded: true });
        expect(Buffer.from(body).equals(bytes)).toBe(true);
        expect(Buffer.from(read({ body: text }).body).equals(new TextEncoder().encode(text))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["UUID", uuid],
    ["UUID in capitals", "7FD08636-E44B-4DD4-8490-CCB191011697"],
    ["ULID", "01EKVV810DC7NJEC97BAQJZXWR"],
    ["ULID in small letters", "01ekvv810dc7njec97baqjzxwr"],
    ["W3C trace id", "4bf92f3577b34da6a3ce929d0e0e4736"],
    ["W3C parent id, of 16 digits", "00f067aa0ba902b7"],
    ["SHA-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ])("calls a delivery by its correlation id if that is a %s", (_, id) => {
    expect(read({ headers: { "x-correlation-id": id } }).correlationId).toBe(id);
  });

  it.each([
    ["a person's", ["john.doe.1980-01-01", "john_doe", "1980-01-01", "+491701234567", "mail@example.com"]],
    ["the number of a card", ["4111111111111111"]],
    ["nearly a UUID", [`${uuid}\n`, ` ${uuid}`, `john-${uuid}`, `${uuid},john`]],
    ["nearly a ULID", ["81EKVV810DC7NJEC97BAQJZXWR", "01EKVV810DC7NJEC97BAQJZXWU"]],
    ["too short or too long", ["", "c-1", "00f067aa0ba902b", "a".repeat(65)]],
    ["another trace's", ["Root=1-5e6b4a90"]],
  ])("calls a delivery by its request id where the correlation id is %s: %j", (_, texts) => {
    for (const id of texts)
      expect(read({ headers: { "x-correlation-id": id } }).correlationId, id).toBe("JKJaXmPLvHcESHA=");
  });
});

describe("an event of an emulator", () => {
  const { requestContext } = anHttpApiEvent();
  const { http, authentication: _, ...context } = requestContext;

  it.each<readonly [string, HttpApiEvent]>([
    ["no text and no map", { headers: undefined, pathParameters: undefined, body: undefined }],
    ["null for each text and map", { headers: null, pathParameters: null, body: null }],
    ["null for its encoding", { isBase64Encoded: null }],
    ["null for its authentication", { requestContext: { ...requestContext, authentication: null } }],
    ["no certificate", { requestContext: { ...requestContext, authentication: { clientCert: null } } }],
    ["null for its address", { requestContext: { ...requestContext, http: { ...http, sourceIp: null } } }],
    ["no connection", { requestContext: context }],
    ["no context", { requestContext: undefined }],
  ])("is read as without it where it has %s", (_, changes) => {
    const { body, ...delivery } = read({ headers: {}, ...changes });
    expect(delivery).toMatchObject({ headers: {}, pathParameters: {} });
    expect(Buffer.from(body).toString()).toBe("body" in changes ? "" : "{}");
    expect(delivery.clientCertificate).toBeUndefined();
  });

  it("has no address where the gateway's is absent, and null in a header is an empty text", () => {
    expect(read({ requestContext: context }).sourceAddress).toBe("");
    expect(read({ headers: { Secret: null } }).headers).toEqual({ secret: "" });
  });

  it("gets an id of its own for each delivery where it has none", () => {
    const [one, other] = [read({ requestContext: {} }), read({ requestContext: {} })];
    expect(one.id).not.toBe("");
    expect(one.id).not.toBe(other.id);
    expect(one.correlationId).toBe(one.id);
  });
});
