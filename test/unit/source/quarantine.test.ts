import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { interpret } from "../../../lib/source/interpret.ts";
import { readQuarantined, restoreDelivery } from "../../../lib/source/quarantine.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";
import { authenticated, sampleReader } from "./sample-vendor.ts";

const read = async (parts: DeliveryParts, changes: Partial<typeof sampleReader> = {}) =>
  interpret({ ...sampleReader, ...changes }, await authenticated(aDelivery(parts)));
const messageOf = async (...args: Parameters<typeof read>) => JSON.parse((await read(...args)).message);
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
    [
      "an identity of 257 characters",
      `{"id":"${"i".repeat(257)}"}`,
      [{ code: "max_length", path: "body.id" }],
    ],
  ])("is quarantined for %s, byte for byte", async (_, body, issues) => {
    const interpretation = await read({ body });
    expect(interpretation).toMatchObject({ queue: "quarantine", repeatable: false, type: "quarantined" });
    const message = await messageOf({ body });
    expect(message.issues).toMatchObject(issues);
    expect(interpretation.issues).toMatchObject(issues);
    expect(Buffer.from(message.delivery.body, "base64").equals(Buffer.from(body))).toBe(true);
  });

  it.each(["identity", "subject", "repeatable", "normalize"] as const)(
    "is quarantined if %s throws",
    async (step) => {
      expect(await messageOf({ body: '{"id":"i-1"}' }, { [step]: fail })).toMatchObject({
        issues: [{ code: "unexpected" }],
      });
    },
  );

  it("is quarantined if the schema throws", async () => {
    const payload = v.pipe(sampleReader.payload, v.transform(fail));
    expect(await messageOf({ body: '{"id":"i-1"}' }, { payload })).toMatchObject({
      issues: [{ code: "unexpected" }],
    });
  });

  it("is quarantined if its event would be larger than SQS takes", async () => {
    const ofBytes = (bytes: number) =>
      messageOf(
        { body: '{"id":"i-1"}' },
        {
          normalize: (...args) => ({
            ...sampleReader.normalize(...args),
            reason: "a".repeat(bytes % 2) + "é".repeat(bytes / 2),
          }),
        },
      );
    // SQS takes 1 MiB, of which attributes get a kibibyte.
    const left = 1024 * 1024 - 1024 - Buffer.byteLength(JSON.stringify(await ofBytes(0)));
    expect(await ofBytes(left)).toMatchObject({ type: "sample.note.v1" });
    expect(await ofBytes(left + 1)).toMatchObject({ issues: [{ code: "event_too_large" }] });
  });

  it("keeps what it takes to read it again, and no credential", async () => {
    const headers = {
      "content-type": "text/csv",
      authorization: "Basic hunter2",
      "x-secret": "hunter2",
      cookie: "hunter2",
    };
    const { message } = await read({
      body: "a,b",
      headers,
      pathParameters: { requestId: "r/1" },
      sourceAddress: "192.0.2.99",
    });
    expect(JSON.parse(message)).toMatchObject({
      source: "sample",
      recordedtime: "2026-11-21T09:30:00.000Z",
      delivery: { pathParameters: { requestId: "r/1" }, contentType: "text/csv" },
    });
    expect(message).not.toMatch(/hunter2|192\.0\.2\.99/);
  });

  it("never has the key of an event, whose identity may be the same bytes", async () => {
    const identity = () => ["", "null"];
    const [event, quarantined] = [
      await read({ body: '{"id":"i-1"}' }, { identity }),
      await read({ body: "null" }, { identity }),
    ];
    expect([event.queue, quarantined.queue]).toEqual(["events", "quarantine"]);
    expect(quarantined.key).not.toBe(event.key);
  });

  it("has one key for the same bytes at the same path, and another for others", async () => {
    const keyOf = async (body: string | Uint8Array, requestId: string) =>
      (await read({ body, pathParameters: { requestId } })).key;
    const key = await keyOf("a", "r-1");
    expect(await keyOf("a", "r-1")).toBe(key);
    const others = [
      await keyOf("b", "r-1"),
      await keyOf("a", "r-2"),
      await keyOf("a ", "r-1"),
      await keyOf(Uint8Array.of(0xe9), "r-1"),
      await keyOf("é", "r-1"),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });
});

describe("a quarantined message", () => {
  it("gives the delivery back as it was received, and nothing that proved its sender", async () => {
    const body = Uint8Array.of(0x00, 0xff, 0x22);
    const delivery = aDelivery({
      body,
      headers: { "content-type": "text/csv", "x-secret": "hunter2" },
      pathParameters: { requestId: "r/1" },
    });
    const { message } = interpret(sampleReader, await authenticated(delivery));
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

  it("gives back no content type where there was none", async () => {
    const kept = readQuarantined((await read({ body: "no" })).message);
    expect(restoreDelivery(kept ?? never()).headers).toStrictEqual({});
  });

  it("has the same key when it is not understood again", async () => {
    const first = await read({ body: "no", pathParameters: { requestId: "r" }, headers: {} });
    const kept = readQuarantined(first.message);
    expect(interpret(sampleReader, restoreDelivery(kept ?? never())).key).toBe(first.key);
  });

  it.each(["", "no JSON", "{}", '{"source":"sample"}', "null"])("is not %j", (text) => {
    expect(readQuarantined(text)).toBeUndefined();
  });

  it("is not one whose body is no base64, or whose time is none", async () => {
    const { message } = await read({ body: "no" });
    expect(readQuarantined(message)).toBeDefined();
    for (const change of [
      { recordedtime: "yesterday" },
      { delivery: { id: "i", pathParameters: {}, body: "ä" } },
    ])
      expect(readQuarantined(JSON.stringify({ ...JSON.parse(message), ...change }))).toBeUndefined();
  });
});

function never(): never {
  throw new Error("was not read");
}
