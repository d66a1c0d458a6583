import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type JsonObject, stringifyJson } from "../../../lib/json/json.ts";
import { listExamples } from "../../simulators/simulators.ts";
import type { ConsumerMailbox } from "../account.ts";
import { ensure, needed } from "../check.ts";
import type { Notification, SourceCheck } from "../played-source.ts";

export const acknowledgementChecks: readonly SourceCheck[] = [
  {
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
  },
  {
    name: "the same notification at the vendor's other source is an event of its own",
    appliesTo: ({ siblings }) => siblings.length > 0,
    async run({ invent, deliver, write, siblings: [sibling], expectEvents, intake }) {
      const [notification, other] = [invent(), invent()];
      const copy = { ...notification, correlationId: other.correlationId };
      await deliver(notification);
      await deliver(copy, await write(copy, sibling?.vendorSide), sibling);
      await expectEvents(notification, copy);
      for (const { source } of intake.eventsOf(other.correlationId))
        ensure(source === sibling?.id, `the event says that it is of ${source}`);
    },
  },
  {
    name: "a repeat is acknowledged like the first delivery, and there is one event",
    async run({ invent, deliver, expectEvents }) {
      const notification = invent();
      for (let times = 0; times < 3; times += 1) await deliver(notification);
      await expectEvents(notification);
    },
  },
  {
    name: "fifty copies at once are one event",
    async run({ invent, write, deliver, expectEvents }) {
      const notification = invent();
      const request = await write(notification);
      await Promise.all(Array.from({ length: 50 }, () => deliver(notification, request)));
      await expectEvents(notification);
    },
  },
  {
    name: "a value and a field that no page names are an event with a flag, and are carried",
    async run({ simulator, invent, deliverEvent, intake }) {
      const values = needed(simulator.unlisted, "the simulator names no unlisted value");
      const change = { ...values, neverHeardOf: { since: ["today", null, true] } };
      const { correlationId, body } = await deliverEvent(invent(change));
      for (const { data } of intake.eventsOf(correlationId)) {
        ensure(data.flags.length > 0, "the event has no flag");
        const isCarried = carries(data.original, body);
        ensure(isCarried, `the event does not carry ${Object.keys(change).join(", ")}`);
      }
    },
  },
];

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
