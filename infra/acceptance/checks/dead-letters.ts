import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { type ConsumerMailbox, eventsOf } from "../account.ts";
import type { IntakeCheck } from "../check.ts";
import { ensure, needed } from "../failure.ts";
import type { PlayedIntake } from "../played-intake.ts";
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
    await using letters = intake.open(consumer.deadLetterQueueUrl);
    {
      using _paused = await consumer.mailbox.pause();
      await source.deliver(failed);
      const isDead = () => letters.arrivalsOf(failed.correlationId).length > 0;
      const receives = await failUntil(intake, consumer, isDead);
      const isRight = receives === maxReceives;
      ensure(isRight, `${receives} receives instead of ${maxReceives} before the dead letter`);
    }
    const next = source.invent();
    await source.deliver(next);
    await source.expectEvents(next);
    const event = letters.arrivalsOf(failed.correlationId)[0]?.event;
    ensure(event !== undefined, "the dead letter is no event of ours");
    for (const other of intake.consumers.filter(({ filter }) => filter)) {
      const times = eventsOf(other, failed.correlationId).length;
      const expected = other !== consumer && takes(other.filter ?? {}, event) ? 1 : 0;
      const got = `the consumer ${other.id} got the event ${times} times`;
      ensure(times === expected, `${got} instead of ${expected}`);
    }
  },
};

function takesAll({ filter }: ConsumerMailbox): boolean {
  return filter !== undefined && Object.values(filter).every((list) => list === undefined);
}

/** Receives and never deletes. Returns how often a message came. */
async function failUntil(
  { sqs, isOwn, refuse }: PlayedIntake,
  { queueUrl }: ConsumerMailbox,
  isDead: () => boolean,
) {
  const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 1 });
  let receives = 0;
  for (let attempt = 0; attempt < maxAttempts && !isDead(); attempt += 1) {
    const { Messages = [] } = await sqs.send(command);
    if (!Messages.every(isOwn)) throw refuse(queueUrl);
    receives += Messages.length;
  }
  return receives;
}
