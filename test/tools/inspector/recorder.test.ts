import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxDeliveries } from "../../../infra/inspector/protocol.ts";
import { createRecorder, type Recorder } from "../../../infra/inspector/recorder.ts";
import { logged, ok, received, taken } from "./delivery-parts.ts";

type Part = (recorder: Recorder) => readonly string[];

/** Some parts never come after their request. */
const parts = fc
  .record({ count: fc.integer({ min: 1, max: 30 }), keys: fc.integer({ min: 1, max: 8 }) })
  .chain(({ count, keys }) => {
    const all = Array.from({ length: count }, (_, id): Part[] => [
      (recorder) => recorder.respond(`${id}`, { ...ok, body: `${id}` }),
      (recorder) => recorder.log(logged(`${id}`, { event: `key-${id % keys}` })),
      (recorder) => (id < keys ? recorder.take(taken(`key-${id}`)) : []),
    ]);
    const some = fc.subarray(all.flat());
    return some.chain((inOrder) =>
      fc.record({
        count: fc.constant(count),
        inOrder: fc.constant(inOrder),
        shuffled: fc.shuffledSubarray(inOrder, { minLength: inOrder.length }),
      }),
    );
  });

function play(count: number, played: readonly Part[]) {
  const recorder = createRecorder();
  const seen = new Map<string, unknown>();
  const requests = Array.from(
    { length: count },
    (_, id): Part =>
      () =>
        recorder.receive(received(`${id}`)),
  );
  for (const part of [...requests, ...played])
    for (const id of part(recorder)) seen.set(id, recorder.view(id));
  return { views: recorder.views(), seen: [...seen.values()] };
}

describe("the recorder", () => {
  it("ends with the same views in whatever order the parts come, and tells of every change", () => {
    fc.assert(
      fc.property(parts, ({ count, inOrder, shuffled }) => {
        const { views, seen } = play(count, shuffled);
        expect(views).toEqual(play(count, inOrder).views);
        expect(seen).toEqual(views);
      }),
    );
  });

  it("shows request, response, outcome, steps and message", () => {
    const recorder = createRecorder();
    recorder.receive(received("a"));
    recorder.respond("a", ok);
    recorder.log(logged("a", { event: "k" }));
    recorder.take(taken("k", { specversion: "1.0" }));
    expect(recorder.view("a")).toEqual({
      ...received("a"),
      response: ok,
      result: {
        outcome: "accepted",
        event: "k",
        explanation: expect.stringMatching(/Its event is on the queue/),
        durationMs: 12,
        steps: { checkMs: 1, sendMs: 2, recordMs: 3 },
      },
      message: { queue: "events", sentAt: "2026-11-21T09:30:01.000Z", content: { specversion: "1.0" } },
    });
  });
});

describe("the recorder keeps", () => {
  it("the last deliveries, whole, and nothing that belongs to no delivery", () => {
    const recorder = createRecorder();
    expect([recorder.log(logged("x", { event: "k" })), recorder.respond("x", ok)]).toEqual([[], []]);
    for (let index = 0; index < 1000; index += 1) {
      recorder.receive(received(`${index}`));
      recorder.respond(`${index}`, ok);
      recorder.take(taken(`key-${index}`));
      recorder.log(logged(`${index}`, { event: `key-${index}` }));
    }
    const views = recorder.views();
    expect(views.map(({ id }) => Number(id))).toEqual(
      Array.from({ length: maxDeliveries }, (_, index) => 1000 - maxDeliveries + index),
    );
    expect(views.filter(({ response, result, message }) => !response || !result || !message)).toEqual([]);
  });

  it("a message while a kept delivery refers to it", () => {
    const recorder = createRecorder();
    const rush = (name: string) => {
      for (let index = 0; index < 5000; index += 1) recorder.take(taken(`${name}-${index}`));
    };
    recorder.receive(received("early"));
    recorder.take(taken("key"));
    recorder.log(logged("early", { event: "key" }));
    rush("other");
    expect(recorder.view("early")?.message).toBeDefined();
    for (let index = 0; index < maxDeliveries; index += 1) recorder.receive(received(`${index}`));
    rush("more");
    recorder.receive(received("late"));
    recorder.log(logged("late", { event: "key", outcome: "duplicate" }));
    expect([recorder.view("early"), recorder.view("late")?.message]).toEqual([undefined, undefined]);
  });
});
