import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import type { ConsumerError } from "../../../lib/consumer/consumer-error.ts";
import { createConsumer, type Latest, type Seen } from "../../../lib/consumer/consumer.ts";

const id = "ea2f9f2d8772d7613ddc40ae49b3dcc2453750fe38e5d3745694088b7eb5954e";
const schema = v.object({
  id: v.string(),
  type: v.literal("sample.case.v1"),
  data: v.object({ name: v.string(), original: v.unknown() }),
});
type SampleEvent = v.InferOutput<typeof schema>;
const schemas = new Map([["sample.case.v1", schema]]);
const event = { id, type: "sample.case.v1", data: { name: "Anna", original: null } };
const text = (changes: object = {}) => JSON.stringify({ ...event, ...changes });

interface Parts {
  readonly handle?: (event: SampleEvent) => unknown;
  readonly seen?: Seen;
  readonly latest?: Latest<SampleEvent>;
}

function setUp({ handle, seen, latest }: Parts = {}) {
  const handled: SampleEvent[] = [];
  const errors: ConsumerError[] = [];
  const consume = createConsumer({
    schemas,
    seen,
    latest,
    handle(received: SampleEvent) {
      handled.push(received);
      return handle?.(received);
    },
    onError(error, messageId) {
      errors.push(error);
      expect(messageId).toBe("m-1");
    },
  });
  return { handled, errors, receive: (body: string) => consume({ messageId: "m-1", body }) };
}

/** It keeps ids, and fails at one step. */
function createSeen(out?: "has" | "add") {
  const ids = new Set<string>();
  const calls: string[] = [];
  const call = (step: "has" | "add") => {
    calls.push(step);
    if (step === out) throw new Error("the table is out");
  };
  const seen: Seen = {
    async has(eventId) {
      call("has");
      return ids.has(eventId);
    },
    async add(eventId) {
      call("add");
      ids.add(eventId);
    },
  };
  return { seen, calls };
}

describe("an event", () => {
  it("is handed to its handler, and is done with when that has ended", async () => {
    let isDone = false;
    const handle = async () => {
      await setTimeout(1);
      isDone = true;
    };
    const { receive, handled, errors } = setUp({ handle });
    expect(await receive(text())).toBe("handled");
    expect(isDone).toBe(true);
    expect([handled, errors]).toEqual([[event], []]);
  });

  const failing = () => {
    throw new RangeError("no");
  };
  it.each([failing, async () => failing()])("comes again if its handler fails: %s", async (handle) => {
    const { receive, errors } = setUp({ handle });
    expect(await receive(text())).toBe("retry");
    expect(errors).toMatchObject([{ code: "handler_failed", event: { type: "sample.case.v1", id } }]);
    expect(errors[0]?.cause).toEqual(new RangeError("no"));
  });

  it("is read without loss: its numbers, its keys and their escapes", async () => {
    const { receive, handled } = setUp();
    const original = '{"amount":100.0,"account":12345678901234567890,"pr\\u00e9nom":"x","k\\\\":1}';
    // V8 mistakes the escaped keys for these (https://github.com/nodejs/node/issues/63785).
    for (const before of ['{"amount":1,"pr\\\\00":1}', '{"amount":1,"k\\u0000":1}', original])
      await receive(`{"id":"${id}","type":"sample.case.v1","data":{"name":"Anna","original":${before}}}`);
    expect(JSON.stringify(handled.at(-1)?.data.original)).toBe(original.replace("\\u00e9", "é"));
  });
});

describe("a message that is none of the known events", () => {
  const type = "sample.case.v1";
  const next = "sample.case.v2";
  it.each([
    ["is no JSON", "{", "not_json", {}],
    ["is no object", "[]", "unknown_type", {}],
    ["has no type", text({ type: undefined }), "unknown_type", { id }],
    ["has a type that is none", text({ type: { name: "Anna" } }), "unknown_type", { id }],
    ["has an unknown type", text({ type: next }), "unknown_type", { id, type: next }],
    ["has an object's own", text({ type: "constructor" }), "unknown_type", { id, type: "constructor" }],
    ["says anything as its type", text({ type: "Anna Smith" }), "unknown_type", { id }],
    ["says anything long as its type", text({ type: "x".repeat(101) }), "unknown_type", { id }],
    ["says anything as its id", text({ id: "Anna", type: next }), "unknown_type", { type: next }],
    ["lacks a field", text({ data: {} }), "invalid_event", { id, type }],
    ["has a field of another kind", text({ data: { name: 7 } }), "invalid_event", { id, type }],
  ] as const)("comes again if it %s, and no value of it is told", async (_, body, code, name) => {
    const { seen, calls } = createSeen();
    const { receive, handled, errors } = setUp({ seen });
    expect(await receive(body)).toBe("retry");
    expect([handled, calls]).toEqual([[], []]);
    expect(errors).toHaveLength(1);
    const [error] = errors;
    expect([error?.code, error?.event, error?.cause]).toEqual([code, name, undefined]);
    expect(error?.message).not.toMatch(/Anna|xxx|7$/);
  });

  it("is named by its type and its id, and its fields by their paths", async () => {
    const { receive, errors } = setUp();
    await receive(text({ data: { name: 7, original: null }, id: undefined }));
    await receive(text({ data: { name: 7, original: null } }));
    expect(errors[0]?.message).toMatch(/^sample\.case\.v1 without an id .*: id, data\.name$/);
    expect(errors[1]?.message).toMatch(new RegExp(`^sample\\.case\\.v1 ${id} .*: data\\.name$`));
  });
});

describe("deduplication", () => {
  it("checks, handles and records, in this order, and lets a copy pass", async () => {
    const { seen, calls } = createSeen();
    const { receive, handled } = setUp({ seen, handle: () => calls.push("handle") });
    expect([await receive(text()), await receive(text())]).toEqual(["handled", "handled"]);
    expect(calls).toEqual(["has", "handle", "add", "has"]);
    expect(handled).toHaveLength(1);
  });

  it("does not record what failed", async () => {
    const { seen, calls } = createSeen();
    const { receive } = setUp({ seen, handle: () => Promise.reject(new Error("no")) });
    expect([await receive(text()), await receive(text())]).toEqual(["retry", "retry"]);
    expect(calls).toEqual(["has", "has"]);
  });

  it.each(["has", "add"] as const)("handles an event although it cannot %s, and says so", async (step) => {
    const { receive, handled, errors } = setUp({ seen: createSeen(step).seen });
    expect(await receive(text())).toBe("handled");
    expect(handled).toEqual([event]);
    const cause = new Error("the table is out");
    expect(errors).toMatchObject([{ code: "seen_unavailable", event: { id, type: event.type }, cause }]);
  });
});

it("says at once that Node is too old to read numbers without loss", () => {
  const { parse, stringify } = JSON;
  vi.stubGlobal("JSON", { parse, stringify });
  expect(() => setUp()).toThrow("Node 22");
});

describe("an event that could be late", () => {
  it("is skipped without an error if a newer one has begun", async () => {
    const { seen, calls } = createSeen();
    const { receive, handled, errors } = setUp({ seen, latest: { begin: async () => "superseded" } });
    expect(await receive(text())).toBe("handled");
    expect([handled, errors, calls]).toEqual([[], [], ["has"]]);
  });

  it("begins before its handler runs, and only if it is no copy", async () => {
    const { seen, calls } = createSeen();
    const latest: Latest<SampleEvent> = {
      async begin(received) {
        expect(received).toEqual(event);
        calls.push("begin");
        return "begun";
      },
    };
    const { receive } = setUp({ seen, latest, handle: () => calls.push("handle") });
    expect([await receive(text()), await receive(text())]).toEqual(["handled", "handled"]);
    expect(calls).toEqual(["has", "begin", "handle", "add", "has"]);
  });

  it("is handled if the table does not say that it is late", async () => {
    const cause = new Error("the table is out");
    const { receive, handled, errors } = setUp({ latest: { begin: () => Promise.reject(cause) } });
    expect(await receive(text())).toBe("handled");
    expect(handled).toEqual([event]);
    expect(errors).toMatchObject([{ code: "latest_unavailable", event: { id, type: event.type }, cause }]);
    expect(errors[0]?.message).toContain(`${event.type} ${id}`);
  });
});
