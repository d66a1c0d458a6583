import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import { interpret } from "../../../lib/source/interpret.ts";
import { readQuarantined, restoreDelivery } from "../../../lib/source/quarantine.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { interpretSample, normalizeWith, sampleMessage, sampleReader } from "./sample-vendor.ts";

const body = '{"id":"i-1"}';
const fail = (): never => {
  throw new RangeError("a mistake");
};

describe("a delivery that is not understood", () => {
  it.each([
    ["bytes that are no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), [{ code: "invalid_utf8" }]],
    ["no JSON", "{", [{ code: "invalid_json" }]],
    ["nothing", "", [{ code: "invalid_json" }]],
    ["65 levels", "[".repeat(65), [{ code: "too_deep" }]],
    ["a list", "[]", [{ code: "not_an_object" }]],
    ["a number", "1.0", [{ code: "not_an_object" }]],
    ["no identity", '{"kind":"once"}', [{ code: "missing", path: "body.id" }]],
    ["an identity of another type", '{"id":["i-1"]}', [{ code: "wrong_type", path: "body.id" }]],
    ["an identity without a character", '{"id":""}', [{ code: "non_empty", path: "body.id" }]],
    ["an identity of 257 letters", `{"id":"${"i".repeat(257)}"}`, [{ code: "max_length", path: "body.id" }]],
  ])("is quarantined for %s, byte for byte", (_, sent, issues) => {
    const { message, ...facts } = interpretSample({ body: sent });
    expect(facts).toMatchObject({ queue: "quarantine", repeatable: false, type: "quarantined", issues });
    const delivery = { body: Buffer.from(sent).toString("base64") };
    expect(JSON.parse(message)).toMatchObject({ issues, delivery });
  });

  const payload = v.pipe(sampleReader.payload, v.transform(fail));
  const bad = [{ identity: fail }, { subject: fail }, { repeatable: fail }, { normalize: fail }, { payload }];
  it.each(bad)("is quarantined if a part of the vendor throws: %o", (changes) => {
    const issues = [{ code: "unexpected" }];
    expect(sampleMessage({ body }, changes)).toMatchObject({ issues });
  });

  it("is quarantined if its event would be larger than SQS takes", () => {
    const ofBytes = (bytes: number) => {
      const reason = "a".repeat(bytes % 2) + "é".repeat(bytes / 2);
      return sampleMessage({ body }, { normalize: normalizeWith({ reason }) });
    };
    // SQS takes 1 MiB, of which attributes get a kibibyte.
    const left = 1024 * 1024 - 1024 - Buffer.byteLength(JSON.stringify(ofBytes(0)));
    expect(ofBytes(left)).toMatchObject({ type: "sample.note.v1" });
    expect(ofBytes(left + 1)).toMatchObject({ issues: [{ code: "event_too_large" }] });
  });

  it("never has the key of an event, whose identity may be the same bytes", () => {
    const identity = () => ["", "null"];
    const [event, quarantined] = [
      interpretSample({ body: '{"id":"i-1"}' }, { identity }),
      interpretSample({ body: "null" }, { identity }),
    ];
    expect([event.queue, quarantined.queue]).toEqual(["events", "quarantine"]);
    expect(quarantined.key).not.toBe(event.key);
  });

  it("has one key for the same bytes at the same path, and another for others", () => {
    const keys: string[] = [];
    for (const sent of ["a", "b", "a ", Uint8Array.of(0xe9), "é"])
      for (const requestId of ["r-1", "r-2", "r-1"])
        keys.push(interpretSample({ body: sent, pathParameters: { requestId } }).key);
    expect(new Set(keys).size).toBe(10);
  });
});

describe("a quarantined message", () => {
  it("gives the delivery back as it was received, and nothing that proved its sender", () => {
    const body = Uint8Array.of(0x00, 0xff, 0x22);
    const secrets = { authorization: "Basic hunter2", "x-secret": "hunter2", cookie: "hunter2" };
    const delivery = aDelivery({
      body,
      headers: { "content-type": "text/csv", ...secrets },
      pathParameters: { requestId: "r/1" },
      sourceAddress: "192.0.2.99",
    });
    const { message } = interpret(sampleReader, vouchFor(delivery, {}));
    expect(message).not.toMatch(/hunter2|192\.0\.2\.99/);
    expect(JSON.parse(message)).toMatchObject({ source: "sample" });
    const kept = readQuarantined(message);
    const restored = kept && restoreDelivery(kept);
    expect(restored).toMatchObject({
      id: delivery.id,
      receivedAt: delivery.receivedAt,
      correlationId: delivery.correlationId,
      pathParameters: { requestId: "r/1" },
      headers: { "content-type": "text/csv" },
      sourceAddress: "",
    });
    expect(Object.keys(restored?.headers ?? {})).toEqual(["content-type"]);
    expect(Buffer.from(restored?.body ?? []).equals(body)).toBe(true);
    expect(restored?.readJson()).toEqual({ ok: false, fault: "invalid_utf8" });
  });

  it("has no content type where there was none, and the same key when it is not understood again", () => {
    const { key, message } = interpretSample({ body: "no", pathParameters: { requestId: "r" } });
    const kept = readQuarantined(message);
    if (!kept) throw new Error("was not read");
    expect(restoreDelivery(kept).headers).toStrictEqual({});
    expect(interpret(sampleReader, restoreDelivery(kept)).key).toBe(key);
  });
});
