import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type JsonObject, stringifyJson } from "../../../lib/json/json.ts";
import { outputName } from "../../../lib/wiring/output-name.ts";
import { listExamples } from "../../simulators/simulators.ts";
import type { ConsumerMailbox } from "../account.ts";
import type { SourceCheck } from "../check.ts";
import { ensure, needed } from "../failure.ts";
import type { Notification } from "../played-source.ts";

const examples: SourceCheck = {
  name: "every published example is acknowledged as the vendor wants, and is an event, in order of its subject",
  async run({ vendor, invent, deliver, expectEvents, intake, id }) {
    const subject = randomUUID();
    const played = listExamples(vendor).map((example) => invent({}, example, subject));
    for (const notification of played) await deliver(notification);
    await expectEvents(...played);
    for (const consumer of intake.consumers) expectOrder(consumer, played);
    for (const { correlationId, body } of played)
      for (const { source, data } of intake.eventsOf(correlationId)) {
        ensure(source === id, `an event says that it is of ${source}`);
        ensure(carries(data.original, body), "an event does not carry what the vendor sent");
      }
  },
};

/** Whether an event has every member that the vendor sent. Credentials are none of the notification's. */
function carries(original: Readonly<Record<string, unknown>>, sent: JsonObject): boolean {
  const members: Record<string, unknown> = JSON.parse(stringifyJson(sent));
  return Object.entries(members).every(
    // A signed time is written anew at each sending.
    ([name, value]) => name === "timestamp" || isDeepStrictEqual(original[name], value),
  );
}

function expectOrder({ id, mailbox }: ConsumerMailbox, played: readonly Notification[]): void {
  const order = played.map(({ correlationId }) => correlationId);
  const own = mailbox.arrivals().filter(({ correlationId }) => order.includes(correlationId));
  const arrived = own.map(({ correlationId }) => correlationId);
  const isInOrder = arrived.join() === order.filter((each) => arrived.includes(each)).join();
  ensure(isInOrder, `the consumer ${id} got the events of one subject in another order`);
  const groups = new Set(own.map(({ groupId }) => groupId));
  ensure(groups.size <= 1, `the consumer ${id} got the events of one subject in several message groups`);
}

const ofSibling: SourceCheck = {
  name: "the same notification at the vendor's other source is an event of its own",
  appliesTo: ({ siblings }) => siblings.length > 0,
  async run({ invent, deliver, write, send, siblings: [sibling], expectEvents, intake }) {
    const [notification, other] = [invent(), invent()];
    const copy = { ...notification, correlationId: other.correlationId };
    await deliver(notification);
    await send(await write(copy, sibling?.vendorSide), sibling);
    await expectEvents(notification, copy);
    for (const { source } of intake.eventsOf(other.correlationId))
      ensure(source === sibling?.id, `the event says that it is of ${source}`);
  },
};

const duplicates: SourceCheck = {
  name: "a repeat is acknowledged like the first delivery, and there is one event",
  async run({ invent, deliver, expectEvents }) {
    const notification = invent();
    for (let times = 0; times < 3; times += 1) await deliver(notification);
    await expectEvents(notification);
  },
};

const quarantined: SourceCheck = {
  name: "an authentic delivery that is not understood is acknowledged, and is in quarantine once",
  async run({ write, send, inventUnknown, expectSuccess, expectQuarantined }) {
    const unknown = inventUnknown();
    const request = await write(unknown);
    for (let times = 0; times < 2; times += 1) expectSuccess(await send(request), unknown.body);
    await expectQuarantined(unknown);
  },
};

const atOnce: SourceCheck = {
  name: "fifty copies at once are one event",
  async run({ invent, write, send, expectSuccess, expectEvents }) {
    const notification = invent();
    const request = await write(notification);
    const copies = Array.from({ length: 50 }, () => send(request));
    for (const response of await Promise.all(copies)) expectSuccess(response, notification.body);
    await expectEvents(notification);
  },
};

const unlisted: SourceCheck = {
  name: "a value and a field that no page names are an event with a flag, and are carried",
  async run({ simulator, invent, deliver, expectEvents, intake }) {
    const values = needed(simulator.unlisted, "the simulator names no unlisted value");
    const change = { ...values, neverHeardOf: { since: ["today", null, true] } };
    const notification = invent(change);
    await deliver(notification);
    await expectEvents(notification);
    for (const { data } of intake.eventsOf(notification.correlationId)) {
      const isCarried = carries(data.original, notification.body);
      ensure(data.flags.length > 0, "the event has no flag");
      ensure(isCarried, `the event does not carry ${Object.keys(change).join(", ")}`);
    }
  },
};

const altered: SourceCheck = {
  name: "a copy with one signature and other content is no event, and is in quarantine once",
  appliesTo: ({ simulator }) => simulator.unsignedField !== undefined,
  async run({ id, intake, alter, send, expectSuccess, expectEvents, expectQuarantined }) {
    const { genuine, copy, copied } = await alter();
    const { notification, request } = genuine;
    expectSuccess(await send(request), notification.body);
    await expectEvents(notification);
    for (let times = 0; times < 2; times += 1) expectSuccess(await send(copy), notification.body);
    await expectQuarantined(copied);
    intake.causedAlarms.add(`${outputName(id)}Altered`);
  },
};

export const acknowledgementChecks = [
  examples,
  ofSibling,
  duplicates,
  quarantined,
  atOnce,
  unlisted,
  altered,
];
