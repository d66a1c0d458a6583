import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxDeliveries } from "../../../infra/inspector/protocol.ts";
import { createRecorder, type Recorder } from "../../../infra/inspector/recorder.ts";
import { logged, ok, received, taken } from "./delivery-parts.ts";

type Part = (recorder: Recorder) => void;

/** Some parts never come after their request. */
const parts = fc
  .record({ count: fc.integer({ min: 1, max: 30 }), keys: fc.integer({ min: 1, max: 8 }) })
  .chain(({ count, keys }) => {
    const all = Array.from({ length: count }, (_, id): Part[] => [
      (recorder) => recorder.respond(`${id}`, { ...ok, body: `${id}` }),
      (recorder) => recorder.log(logged(`${id}`, { event: `key-${id % keys}` })),
      (recorder) => id < keys && recorder.take(taken(`key-${id}`)),
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

/** `followed` is what a page knows that asks for changes after each part. */
function play(count: number, played: readonly Part[]) {
  const recorder = createRecorder();
  const followed = new Map<string, unknown>();
  let after = 0;
  for (let id = 0; id < count; id += 1) recorder.receive(received(`${id}`));
  for (const part of [() => undefined, ...played]) {
    part(recorder);
    const { version, deliveries } = recorder.changes(after);
    for (const delivery of deliveries) followed.set(delivery.id, delivery);
    after = version;
  }
  return { views: viewsOf(recorder), followed: [...followed.values()] };
}

const viewsOf = (recorder: Recorder) => recorder.changes(0).deliveries;

describe("the recorder", () => {
  it("ends with the same views in whatever order the parts come, and tells of every change", () => {
    fc.assert(
      fc.property(parts, ({ count, inOrder, shuffled }) => {
        const { views, followed } = play(count, shuffled);
        expect(views).toEqual(play(count, inOrder).views);
        expect(followed).toEqual(views);
      }),
    );
  });

  it("shows request, response, outcome, steps and message", () => {
    const recorder = createRecorder();
    recorder.receive(received("a"));
    recorder.respond("a", ok);
    recorder.log(logged("a", { event: "k" }));
    recorder.take(taken("k", { specversion: "1.0" }));
    expect(viewsOf(recorder)[0]).toEqual({
      ...received("a"),
      response: ok,
      result: {
        ...logged("a", { event: "k" }),
        explanation: expect.stringMatching(/Its event is on the queue/),
      },
      message: { key: "k", queue: "events", content: { specversion: "1.0" } },
    });
  });
});

describe("the recorder keeps", () => {
  it("the last deliveries, whole, and nothing that belongs to no delivery", () => {
    const recorder = createRecorder();
    recorder.log(logged("x", { event: "k" }));
    recorder.respond("x", ok);
    for (let index = 0; index < 1000; index += 1) {
      recorder.receive(received(`${index}`));
      recorder.respond(`${index}`, ok);
      recorder.take(taken(`key-${index}`));
      recorder.log(logged(`${index}`, { event: `key-${index}` }));
    }
    const views = viewsOf(recorder);
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
    expect(viewsOf(recorder)[0]?.message).toBeDefined();
    for (let index = 0; index < maxDeliveries; index += 1) recorder.receive(received(`${index}`));
    rush("more");
    recorder.receive(received("late"));
    recorder.log(logged("late", { event: "key", outcome: "duplicate" }));
    const views = viewsOf(recorder);
    expect(views.some(({ id }) => id === "early")).toBe(false);
    expect(views.at(-1)).toMatchObject({ id: "late", message: undefined });
  });
});
