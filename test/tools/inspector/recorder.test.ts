import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type MessageView,
  maxDeliveries,
  type ReceivedDelivery,
  type ResponseView,
} from "../../../infra/inspector/protocol.ts";
import { createRecorder, type Recorder } from "../../../infra/inspector/recorder.ts";
import type { LoggedDelivery } from "../../../infra/local/functions/log-line.ts";

const ok: ResponseView = { status: 200, contentType: "text/plain", body: "OK" };
const taken = (key: string): MessageView => ({ key, queue: "events", content: { key } });

function received(id: string): ReceivedDelivery {
  const request = { method: "POST", path: "/acme", headers: {}, body: "{}", bytes: 2 };
  return { id, source: "acme", receivedAt: "2026-11-21T09:30:00.000Z", request };
}

function logged(requestId: string, event: string): LoggedDelivery {
  return { requestId, outcome: "accepted", event, durationMs: 12, checkMs: 1, sendMs: 2, recordMs: 3 };
}

const viewsOf = (recorder: Recorder) => recorder.changes(0).deliveries;

it("ends with the same views in whatever order the parts come, and tells of every change", () => {
  const parts: readonly ((recorder: Recorder) => void)[] = [
    (recorder) => recorder.respond("first", ok),
    (recorder) => recorder.log(logged("first", "key")),
    (recorder) => recorder.log(logged("repeat", "key")),
    (recorder) => recorder.take(taken("key")),
  ];
  const shuffled = fc.shuffledSubarray([...parts], { minLength: parts.length });
  const check = fc.property(shuffled, (inOrder) => {
    const recorder = createRecorder();
    const followed = new Map<string, unknown>();
    for (const id of ["first", "repeat"]) recorder.receive(received(id));
    for (const part of inOrder) {
      const after = recorder.version();
      part(recorder);
      for (const view of recorder.changes(after).deliveries) followed.set(view.id, view);
    }
    const [first, repeat] = viewsOf(recorder);
    expect(first).toMatchObject({ response: ok, result: { event: "key" }, message: taken("key") });
    expect(repeat).toMatchObject({ result: { event: "key" }, message: taken("key") });
    expect([...followed.values()]).toEqual(expect.arrayContaining([first, repeat]));
  });
  fc.assert(check);
});

it("keeps the last deliveries, whole, and nothing that belongs to no delivery", () => {
  const recorder = createRecorder();
  recorder.log(logged("x", "k"));
  recorder.respond("x", ok);
  for (let index = 0; index < 1000; index += 1) {
    recorder.receive(received(`${index}`));
    recorder.respond(`${index}`, ok);
    recorder.take(taken(`key-${index}`));
    recorder.log(logged(`${index}`, `key-${index}`));
  }
  const views = viewsOf(recorder);
  const last = Array.from({ length: maxDeliveries }, (_, index) => 1000 - maxDeliveries + index);
  expect(views.map(({ id }) => Number(id))).toEqual(last);
  expect(views.filter(({ response, result, message }) => !response || !result || !message)).toEqual([]);
});
