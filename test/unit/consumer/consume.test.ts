import { describe, expect, expectTypeOf, it } from "vitest";
import { type ConsumerError, consume, type EventHandlers } from "../../../functions/package/consumer.ts";
import {
  type EventOf,
  type EventType,
  eventSchemas,
  type NotificationEvent,
  type Outcome,
} from "../../../functions/package/events.ts";
import { vendors } from "../../../functions/vendors.ts";
import { listExamples, readExample } from "../../../infra/simulators/simulators.ts";
import { isJsonObject, maxBodyDepth, parseJson } from "../../../lib/json/json.ts";
import { eventOf, eventsOfExamples, fifoRecord, ungroupedRecord } from "../../support/queue-events.ts";
import { captureOutput } from "../aws/captured-output.ts";

const isComplete = (handlers: object): handlers is EventHandlers =>
  vendors.every(({ eventType }) => Object.hasOwn(handlers, eventType));

/** Handles every type, whatever the sources. */
function keepByType() {
  const kept: [string, NotificationEvent][] = [];
  const keep = ({ eventType }: (typeof vendors)[number]) => [
    eventType,
    (event: NotificationEvent) => kept.push([eventType, event]),
  ];
  const handlers = Object.fromEntries(vendors.map(keep));
  if (!isComplete(handlers)) throw new Error("a type is without a handler");
  return { kept, handlers };
}

/** Fails the test unless the handler took every message. */
async function keepAll(body: string) {
  const kept: NotificationEvent[] = [];
  expect(await consume((event) => kept.push(event))(oneMessage(body))).toEqual({ batchItemFailures: [] });
  return kept;
}

const oneMessage = (body: string) => ({ Records: [fifoRecord("m-1", "a", body)] });

describe("what the compiler says", () => {
  const { handlers } = keepByType();

  it("is the event of each type, to its handler", () => {
    expectTypeOf<keyof EventHandlers>().toEqualTypeOf<EventType>();
    expectTypeOf<EventOf<EventType>>().toEqualTypeOf<NotificationEvent>();
    expectTypeOf<NotificationEvent["data"]["outcome"]>().toEqualTypeOf<Outcome>();
    consume({
      ...handlers,
      "thales.image-checking.v1": (event) => {
        expectTypeOf(event.data.notification.imageId).toBeString();
        // A field of another vendor.
        expectTypeOf(event.data.notification).not.toHaveProperty("topic");
      },
      "yoti.session.v1": ({ data }) => expectTypeOf(data.notification.topic).toBeString(),
    });
    consume(({ data }) => expectTypeOf(data.outcome).toEqualTypeOf<Outcome>());
  });

  it("is an error for a type without a handler", () => {
    const { "yoti.session.v1": _, ...others } = handlers;
    // @ts-expect-error: nothing handles yoti's events
    expect(() => consume(others)).toThrow("no handler for yoti.session.v1");
    // @ts-expect-error: nothing handles anything
    expect(() => consume({})).toThrow(TypeError);
  });

  it("is an error for a handler of a type that there is not", () => {
    // @ts-expect-error: no event is of this type
    expect(consume({ ...handlers, "acme.case.v1": async () => undefined })).toBeTypeOf("function");
  });
});

describe("events of every vendor", () => {
  it.each(vendors)("$id: each published example reaches its type's handler", async ({ id, eventType }) => {
    const events = await eventsOfExamples(id);
    const { kept, handlers } = keepByType();
    const Records = events.map((body, index) => fifoRecord(`m-${index}`, "a", body));
    expect(await consume(handlers)({ Records })).toEqual({ batchItemFailures: [] });
    expect(kept).toEqual(events.map((body) => [eventType, JSON.parse(body)]));
  });

  it.each(vendors)("$id: a body as deep as the intake reads is not too deep in its event", async ({ id }) => {
    const [example = ""] = listExamples(id);
    const lists = JSON.parse("[".repeat(maxBodyDepth - 1) + "]".repeat(maxBodyDepth - 1));
    const kept = await keepAll(await eventOf(id, { ...readExample(id, example), added: lists }));
    expect(kept).toMatchObject([{ data: { original: { added: lists } } }]);
  });

  it.each(vendors)("$id: fields that a newer intake adds anywhere break nothing", async ({ id }) => {
    const [body = ""] = await eventsOfExamples(id);
    const event = JSON.parse(body);
    const added = { verdict: "fine", parts: [{ name: "x" }] };
    const references = { ...event.data.references, ...added };
    const notification = { ...event.data.notification, ...added };
    const flag = { code: "unknown_field", field: "x" };
    const data = { ...event.data, ...added, references, notification, flags: [{ ...flag, ...added }] };
    const kept = await keepAll(JSON.stringify({ ...event, ...added, data }));
    expect(kept).toEqual([{ ...event, data: { ...event.data, flags: [flag] } }]);
  });

  it("have ordinary numbers in typed fields, and in maps the vendor's own, which become ordinary as docs/events.md has it", async () => {
    const text = '{"document_set_scoring":96.670,"analysis_result_meta":{"score":0.90,"count":2}}';
    const reading = parseJson(Buffer.from(text));
    const changes = reading.ok && isJsonObject(reading.value) ? reading.value : {};
    const body = await eventOf("pipwave", { ...readExample("pipwave", "livefeed-success"), ...changes });
    const kept: EventOf<"pipwave.document-verification.v1">[] = [];
    const keep = (event: EventOf<"pipwave.document-verification.v1">) => kept.push(event);
    const { handlers } = keepByType();
    await consume({ ...handlers, "pipwave.document-verification.v1": keep })(oneMessage(body));
    const [{ documentSetScoring, analysisResultMeta } = {}] = kept.map(({ data }) => data.notification);
    expect(documentSetScoring).toBe(96.67);
    expect(analysisResultMeta?.score).toBeTypeOf("object");
    expect(JSON.stringify(analysisResultMeta)).toBe('{"score":0.90,"count":2}');
    expect(JSON.parse(JSON.stringify(analysisResultMeta))).toEqual({ score: 0.9, count: 2 });
  });

  it("have one schema each", () => {
    expect([...eventSchemas.keys()]).toEqual(vendors.map(({ eventType }) => eventType));
  });
});

describe("what goes wrong", () => {
  const failed = { batchItemFailures: [{ itemIdentifier: "m-1" }] };

  it("is one line of JSON on standard error, without a value of the event", async () => {
    const output = captureOutput();
    const example = { ...readExample("thales", "custom-accepted"), DataCapture: { name: "Anna" } };
    const body = await eventOf("thales", example);
    const broken = body.replace('"imageState":"Accepted"', '"imageState":7');
    expect(await consume(() => undefined)(oneMessage(broken))).toEqual(failed);
    expect(output.lines()).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-/),
        level: "ERROR",
        code: "invalid_event",
        message: expect.stringContaining("data.notification.imageState"),
        type: "thales.image-checking.v1",
        event: JSON.parse(body).id,
        messageId: "m-1",
      },
    ]);
    expect(output.text()).not.toContain("Anna");
  });

  it("comes with the handler's error or text, and only the kind of anything else: that may hold the event", async () => {
    const output = captureOutput();
    const [body = ""] = await eventsOfExamples("yoti");
    const rejected = { event: JSON.parse(body), itself: {} };
    rejected.itself = rejected;
    for (const thrown of [new RangeError("out of reach"), "out of reach", rejected, 1n, null])
      expect(await consume(() => Promise.reject(thrown))(oneMessage(body))).toEqual(failed);
    const stack = expect.stringMatching(/^RangeError: out of reach\n +at /);
    const causes = [stack, "out of reach", "[object Object]", "[object BigInt]", "[object Null]"];
    expect(output.lines()).toMatchObject(causes.map((cause) => ({ code: "handler_failed", cause })));
  });

  const out = () => Promise.reject(new Error("the table is out"));
  const times = [1000, 499];
  const slow = { getRemainingTimeInMillis: () => times.shift() ?? 0 };
  it.each([
    ["a table that is out", "seen_unavailable", { seen: { has: out, add: () => Promise.resolve() } }, {}],
    ["a function that is too slow for its batches", "out_of_time", {}, slow],
  ])("is a warning for %s, for no event is wrong", async (_, code, options, context) => {
    const output = captureOutput();
    const [body = ""] = await eventsOfExamples("yoti");
    await consume(() => undefined, options)(oneMessage(body), context);
    expect(output.lines()).toMatchObject([{ level: "WARN", code }]);
  });

  it("warns once of records without a message group, which keep their order", async () => {
    const output = captureOutput();
    const [body = ""] = await eventsOfExamples("yoti");
    const Records = [ungroupedRecord("m-1", "{"), ungroupedRecord("m-2", body)];
    const handler = consume(() => undefined);
    const all = { batchItemFailures: [{ itemIdentifier: "m-1" }, { itemIdentifier: "m-2" }] };
    expect(await handler({ Records }, {})).toEqual(all);
    expect(await handler({ Records }, {})).toEqual(all);
    const unread = { code: "not_json" };
    expect(output.lines()).toMatchObject([{ level: "WARN", code: "no_group" }, unread, unread]);
  });

  it("is told of a body that is no text", async () => {
    const output = captureOutput();
    const { Records } = JSON.parse(JSON.stringify({ Records: [{ messageId: "m-1", body: { id: 1 } }] }));
    expect(await consume(() => undefined)({ Records })).toEqual(failed);
    expect(output.lines()).toMatchObject([{ code: "no_group" }, { code: "not_json", messageId: "m-1" }]);
  });

  it.each([
    ["an EventBridge pipe's", "[]"],
    ["EventBridge's", '{"detail":{}}'],
    ["no", "null"],
  ])("says of %s event that it is not one of SQS", async (_, event) => {
    await expect(consume(() => undefined)(JSON.parse(event))).rejects.toThrow("the event has no Records");
  });

  it("is for one's own function to tell, if there is one", async () => {
    const output = captureOutput();
    const told: [ConsumerError["code"], string | undefined][] = [];
    const onError = ({ code }: ConsumerError, messageId?: string) => told.push([code, messageId]);
    await consume(() => undefined, { onError })(oneMessage("{"));
    expect(told).toEqual([["not_json", "m-1"]]);
    expect(output.text()).toBe("");
  });
});
