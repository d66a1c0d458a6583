import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecorder, maxDeliveries, type Recorder } from "../../../infra/inspector/recorder.ts";
import { logged, ok, received, taken } from "./heard.ts";

type Heard = (recorder: Recorder) => readonly string[];

/** A few deliveries of fewer notifications, some of which nobody ever hears the rest of. */
const world = fc
  .record({
    count: fc.integer({ min: 1, max: 30 }),
    keys: fc.integer({ min: 1, max: 8 }),
    missing: fc.array(fc.boolean(), { minLength: 100, maxLength: 100 }),
  })
  .map(({ count, keys, missing }): Heard[] => {
    const ids = Array.from({ length: count }, (_, at) => `id-${at}`);
    const all: Heard[] = [
      ...ids.map(
        (id): Heard =>
          (recorder) =>
            recorder.receive(received(id)),
      ),
      ...ids.map(
        (id): Heard =>
          (recorder) =>
            recorder.response(id, { ...ok, body: id }),
      ),
      ...ids.map(
        (id, at): Heard =>
          (recorder) =>
            recorder.log(logged(id, { event: `key-${at % keys}` })),
      ),
      ...Array.from(
        { length: keys },
        (_, at): Heard =>
          (recorder) =>
            recorder.take(taken(`key-${at}`)),
      ),
    ];
    return all.filter((_, at) => !missing[at % missing.length] || at % 3 > 0);
  });

function play(heard: readonly Heard[]) {
  const recorder = createRecorder();
  const seen = new Map<string, unknown>();
  for (const hear of heard) for (const id of hear(recorder)) seen.set(id, recorder.view(id));
  return { recorder, seen };
}

const byId = (recorder: Recorder) => new Map(recorder.views().map((view) => [view.id, view]));

describe("the recorder", () => {
  it("ends with the same views in whatever order it hears", () => {
    const cases = world.chain((heard) =>
      fc.tuple(
        fc.constant(heard),
        fc.shuffledSubarray(heard, { minLength: heard.length, maxLength: heard.length }),
      ),
    );
    fc.assert(
      fc.property(cases, ([heard, shuffled]) => {
        expect(byId(play(shuffled).recorder)).toEqual(byId(play(heard).recorder));
      }),
    );
  });

  it("tells of every change: who only looks then has seen all", () => {
    const cases = world.chain((heard) =>
      fc.shuffledSubarray(heard, { minLength: heard.length, maxLength: heard.length }),
    );
    fc.assert(
      fc.property(cases, (heard) => {
        const { recorder, seen } = play(heard);
        expect(seen).toEqual(byId(recorder));
      }),
    );
  });

  it("shows request, answer, outcome, steps and message", () => {
    const recorder = createRecorder();
    recorder.receive(received("a"));
    recorder.response("a", ok);
    recorder.log(logged("a", { event: "k" }));
    recorder.take(taken("k", { specversion: "1.0" }));
    expect(recorder.view("a")).toEqual({
      ...received("a"),
      response: ok,
      result: {
        outcome: "accepted",
        event: "k",
        explanation: expect.stringMatching(/its event is on the queue/),
        durationMs: 12,
        steps: { secretMs: undefined, checkMs: 1, sendMs: 2, recordMs: 3, deferMs: undefined },
      },
      message: { queue: "events", sentAt: "2026-11-21T09:30:01.000Z", content: { specversion: "1.0" } },
    });
  });

  it("shows a duplicate the message of the notification that it repeats", () => {
    const recorder = createRecorder();
    for (const id of ["a", "b"]) recorder.receive(received(id));
    recorder.log(logged("a", { event: "k" }));
    recorder.take(taken("k", "first"));
    expect(recorder.log(logged("b", { event: "k", outcome: "duplicate" }))).toEqual(["b"]);
    expect(recorder.view("b")?.message?.content).toBe("first");
    expect(recorder.take(taken("k", "of a copy"))).toEqual([]);
    expect(recorder.view("a")?.message?.content).toBe("first");
  });

  it("completes a deferred delivery when its message is sent", () => {
    const recorder = createRecorder();
    recorder.receive(received("a"));
    recorder.log(logged("a", { event: "k", outcome: "deferred", cause: "TimeoutError" }));
    expect(recorder.view("a")?.result?.explanation).toMatch(/TimeoutError.*waits in the table/);
    expect(recorder.take(taken("k"))).toEqual(["a"]);
    expect(recorder.view("a")).toMatchObject({
      result: { explanation: expect.stringMatching(/the queue has it now/) },
      message: { content: { key: "k" } },
    });
  });

  it("says what is wrong with a quarantined delivery as soon as its message tells", () => {
    const recorder = createRecorder();
    recorder.receive(received("a"));
    recorder.log(logged("a", { event: "k", outcome: "quarantined" }));
    const issues = [{ code: "missing", path: "body.id" }];
    recorder.take({ ...taken("k"), issues });
    expect(recorder.view("a")?.result?.explanation).toMatch(/a field that it needs is missing: body\.id/);
  });

  it("says of every delivery of a notification that it was replayed", () => {
    const recorder = createRecorder();
    for (const id of ["a", "b", "c"]) recorder.receive(received(id));
    for (const id of ["a", "b"]) recorder.log(logged(id, { event: "k", outcome: "quarantined" }));
    recorder.log(logged("c", { event: "other", outcome: "quarantined" }));
    expect(recorder.view("a")?.isReplayed).toBeUndefined();
    expect(recorder.release("k")).toEqual(["a", "b"]);
    expect(["a", "b", "c"].map((id) => recorder.view(id)?.isReplayed)).toEqual([true, true, undefined]);
  });

  it("says nothing of deliveries that never came through the gateway", () => {
    const recorder = createRecorder();
    expect([recorder.log(logged("x", { event: "k" })), recorder.response("x", ok)]).toEqual([[], []]);
    expect(recorder.views()).toEqual([]);
  });
});

describe("what is kept", () => {
  const hear = (recorder: Recorder, from: number, to: number) => {
    for (let at = from; at < to; at += 1) {
      recorder.receive(received(`${at}`));
      recorder.response(`${at}`, ok);
      recorder.take(taken(`key-${at}`));
      recorder.log(logged(`${at}`, { event: `key-${at}` }));
    }
  };

  it("is the last deliveries, whole", () => {
    const recorder = createRecorder();
    hear(recorder, 0, 1000);
    expect(recorder.views().map(({ id }) => Number(id))).toEqual(
      Array.from({ length: maxDeliveries }, (_, at) => 1000 - maxDeliveries + at),
    );
    expect(
      recorder.views().filter(({ response, result, message }) => !response || !result || !message),
    ).toEqual([]);
  });

  it("is a message as long as a delivery that is shown refers to it", () => {
    const recorder = createRecorder();
    recorder.receive(received("early"));
    recorder.take(taken("key"));
    recorder.log(logged("early", { event: "key" }));
    for (let at = 0; at < 5000; at += 1) recorder.take(taken(`other-${at}`));
    expect(recorder.view("early")?.message).toBeDefined();
    hear(recorder, 0, maxDeliveries);
    for (let at = 0; at < 5000; at += 1) recorder.take(taken(`more-${at}`));
    recorder.receive(received("late"));
    recorder.log(logged("late", { event: "key", outcome: "duplicate" }));
    expect(recorder.view("early")).toBeUndefined();
    expect(recorder.view("late")?.message).toBeUndefined();
  });

  it("is not what belongs to nothing", () => {
    const recorder = createRecorder();
    for (let at = 0; at < 5000; at += 1) {
      recorder.log(logged(`${at}`));
      recorder.response(`${at}`, ok);
    }
    recorder.receive(received("0"));
    recorder.receive(received("4999"));
    expect(recorder.views().map(({ response, result }) => [response, result?.outcome])).toEqual([
      [undefined, undefined],
      [ok, "accepted"],
    ]);
  });
});
