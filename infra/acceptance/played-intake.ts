import { randomUUID } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createMessageQueue } from "../aws-api/message-queue.ts";
import { eventsOf, openAccount } from "./account.ts";
import { Failure } from "./check.ts";
import { openMailbox } from "./mailbox.ts";
import { correlationIdOf } from "./received.ts";
import type { Target } from "./target.ts";

export type PlayedIntake = ReturnType<typeof playIntake>;

export interface PlayOptions {
  /** How many a source gets in the check that sends the most. */
  readonly notifications: number;
  readonly isStopped: () => boolean;
}

/** An intake with a mailbox at each queue, and the account of what was sent. */
export function playIntake(target: Target, given: PlayOptions) {
  const sqs = new SQSClient(target.clientSettings);
  const correlationIds = new Set<string>();
  let isRefused = false;
  const options = { ...given, isStopped: () => given.isStopped() || isRefused };

  /** Ends the suite. Another's message is not its to receive. */
  function refuse(queueUrl: string): Failure {
    isRefused = true;
    const held = `${queueUrl} got a message that the suite did not send, and gave it back`;
    return new Failure(`${held}. Stop the vendors, or point them elsewhere, and run it again`);
  }

  const open = (queueUrl: string) =>
    openMailbox(createMessageQueue(sqs, queueUrl), {
      isOwn: ({ body }) => correlationIds.has(correlationIdOf(body)),
      refuse: () => refuse(queueUrl),
    });
  const consumers = target.consumers.map((consumer) => ({ ...consumer, mailbox: open(consumer.queueUrl) }));
  const quarantine = open(target.quarantineQueueUrl);
  const account = openAccount({ consumers, quarantine }, { ...target, ...options });

  return {
    ...{ ...account, target, options, open, refuse, consumers, quarantine },
    /** At all consumers. */
    eventsOf: (correlationId: string) => consumers.flatMap((consumer) => eventsOf(consumer, correlationId)),
    /** Everything that was sent, for the logs. */
    texts: new Set<string>(),
    /** Ids of the alarms that checks cause. */
    causedAlarms: new Set<string>(),
    /** Answers after which a delivery was sent again. */
    repeated: new Set<string>(),
    /** A correlation id whose messages the suite takes. */
    createId(): string {
      const id = randomUUID();
      correlationIds.add(id);
      return id;
    },
    /** Sends past the functions. */
    async put(QueueUrl: string, correlationid: string, members: object): Promise<void> {
      const MessageBody = JSON.stringify({ ...members, correlationid });
      const ids = { MessageGroupId: correlationid, MessageDeduplicationId: correlationid };
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...ids }));
    },
    /** Takes what is still on its way. */
    async stop(): Promise<void> {
      await Promise.allSettled(account.mailboxes.map((mailbox) => mailbox.settle()));
      sqs.destroy();
    },
  };
}
