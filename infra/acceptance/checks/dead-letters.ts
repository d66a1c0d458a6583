import { type ConsumerMailbox, eventsOf } from "../account.ts";
import { ensure, needed } from "../check.ts";
import type { Mailbox } from "../mailbox.ts";
import type { IntakeCheck } from "../played-source.ts";
import { takes } from "../received.ts";

const maxReceives = 5;
/** SQS moves a message at the receive after its last. */
const maxAttempts = 60;

export const deadLetters: IntakeCheck = {
  name: "an event that its consumer fails on five times is a dead letter, and holds up nobody else",
  async run(intake) {
    const consumer = needed(intake.consumers.find(takesAll), "no consumer takes every event");
    const source = needed(intake.sources[0], "there is no source");
    const failed = source.invent();
    const letters = intake.open(consumer.deadLetterQueueUrl);
    await source.deliver(failed);
    const receives = await failUntil(consumer.mailbox, letters);
    const isRight = receives === maxReceives;
    ensure(isRight, `${receives} receives instead of ${maxReceives} before the dead letter`);
    await source.deliverEvent();
    const event = letters.arrivalsOf(failed.correlationId)[0]?.event;
    ensure(event !== undefined, "the dead letter is no event of ours");
    for (const other of intake.consumers) {
      const times = eventsOf(other, failed.correlationId).length;
      const expected = other !== consumer && takes(other.filter, event) ? 1 : 0;
      const got = `the consumer ${other.id} got the event ${times} times`;
      ensure(times === expected, `${got} instead of ${expected}`);
    }
  },
};

function takesAll({ filter }: ConsumerMailbox): boolean {
  return Object.values(filter).every((list) => list === undefined);
}

/** Returns how often the message came. */
async function failUntil(mailbox: Mailbox, letters: Mailbox): Promise<number> {
  let receives = 0;
  for (let attempt = 0; attempt < maxAttempts && letters.arrivals().length === 0; attempt += 1) {
    const came = await mailbox.fail();
    receives += came;
    if (came === 0) await letters.receive();
  }
  return receives;
}
