import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { interpret } from "../../../lib/source/interpret.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { sha256Of } from "../digests.ts";
import { interpretSample, normalizeWith, sampleMessage, sampleReader } from "./sample-vendor.ts";

const body = '{"id":"i-1"}';

describe("an understood delivery", () => {
  it("becomes a CloudEvent with a canonical part, the source's own part and the original", () => {
    const sent = { body: '{"id":"i-1","extra":[1]}', correlationId: "c-1" };
    const { queue, issues, message } = interpretSample(sent);
    expect([queue, issues]).toEqual(["events", []]);
    expect(v.parse(eventSchemaOf(sampleReader), JSON.parse(message))).toEqual({
      specversion: "1.0",
      id: sha256Of("6:", "sample", "3:", "i-1", "4:", "once"),
      source: "sample",
      type: "sample.note.v1",
      subject: "i-1",
      recordedtime: "2026-11-21T09:30:00.000Z",
      datacontenttype: "application/json",
      authenticated: "caller",
      correlationid: "c-1",
      data: {
        outcome: "passed",
        reason: null,
        references: { session: "i-1" },
        flags: [{ code: "unknown_field", field: "extra" }],
        result: null,
        notification: { note: "once" },
        original: { id: "i-1", extra: [1] },
      },
    });
  });

  it("names its trace, on which nothing else depends", () => {
    const traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
    const untraced = interpretSample({ body, correlationId: "c-1" });
    const { message, ...others } = interpretSample({ body, correlationId: "c-1", traceparent });
    expect(untraced).toMatchObject(others);
    const event = v.parse(eventSchemaOf(sampleReader), JSON.parse(message));
    expect(event).toEqual({ ...JSON.parse(untraced.message), traceparent });
  });

  it("names the fields that were proved, and the time that the vendor gives", () => {
    const time = "2018-10-16T06:58:20.000Z";
    const normalize = normalizeWith({ time: new Date(time) });
    const event = sampleMessage({ body }, { proves: ["id", "kind"], normalize });
    expect(event).toMatchObject({ authenticated: "fields", authenticatedfields: "id,kind", time });
  });

  it.each([
    ["the reference that a token proved", "caller", "case-1", "references.customer"],
    ["the fields before it", ["id", "kind"], "case-1", "id,kind,references.customer"],
    ["no reference that was not proved", "caller", "case-2", undefined],
    ["no reference that the event does not have", "caller", undefined, undefined],
  ] as const)("names %s", (_, proves, customer, authenticatedfields) => {
    const reader = { ...sampleReader, proves, normalize: normalizeWith({ references: { customer } }) };
    const delivery = vouchFor(aDelivery({ body }), { reference: "case-1" });
    const event = JSON.parse(interpret(reader, delivery).message);
    expect(event.authenticated).toBe(proves === "caller" ? "caller" : "fields");
    expect(event.authenticatedfields).toBe(authenticatedfields);
  });

  it("has the same key however it is written, and another for another identity", () => {
    const keyOf = (text: string) => interpretSample({ body: text }).key;
    for (const same of ['{"id":"1"}', ' { "kind" : "once", "id" : 1 } ', '{"id":"1","extra":true}'])
      expect(keyOf(same)).toBe(sha256Of("6:", "sample", "1:", "1", "4:", "once"));
    expect(keyOf('{"id":"2"}')).toBe(sha256Of("6:", "sample", "1:", "2", "4:", "once"));
  });

  it("has a key of its own for every delivery of a repeatable notification", () => {
    const repeatable = '{"id":"i-1","kind":"again"}';
    const [first, retry, second] = ["r-1", "r-1", "r-2"].map((id) =>
      interpretSample({ body: repeatable, id }),
    );
    expect([first?.repeatable, first?.subject]).toEqual([true, second?.subject]);
    expect(retry?.key).toBe(first?.key);
    expect(second?.key).not.toBe(first?.key);
  });
});
