import { randomUUID } from "node:crypto";
import { type Message, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { compare, type ConsumerMailbox, eventsOf, type Expected } from "./account.ts";
import { ensure, Failure } from "./failure.ts";
import { openMailbox } from "./mailbox.ts";
import { poll } from "./poll.ts";
import { correlationIdOf } from "./received.ts";
import type { Target } from "./target.ts";

export type PlayedIntake = ReturnType<typeof playIntake>;

const pollMs = 200;

export interface PlayOptions {
  /** How many a source gets in the check that sends the most. */
  readonly notifications: number;
  readonly isStopped: () => boolean;
}

/** An intake with a mailbox at each queue, and the account of what was sent. */
export function playIntake(target: Target, given: PlayOptions) {
  const sqs = new SQSClient(target.clientSettings);
  const correlationIds = new Set<string>();
  const repeated = new Set<string>();
  const ledger: Expected[] = [];
  const refused: string[] = [];
  const options = { ...given, isStopped: () => given.isStopped() || refused.length > 0 };
  const isOwn = ({ Body = "" }: Message) => correlationIds.has(correlationIdOf(Body));
  function refuse(queueUrl: string): Failure {
    const held = `${queueUrl} got a message that the suite did not send, and gave it back`;
    refused.push(`${held}. Stop the vendors, or point them elsewhere, and run it again`);
    return new Failure(held);
  }
  const open = (queueUrl: string) => openMailbox(sqs, queueUrl, { isOwn, refuse });
  const consumers: readonly ConsumerMailbox[] = target.consumers.map((consumer) => {
    return { ...consumer, mailbox: open(consumer.queueUrl) };
  });
  const quarantine = open(target.quarantineQueueUrl);
  const mailboxes = [quarantine, ...consumers.map(({ mailbox }) => mailbox)];
  const settle = () => Promise.all(mailboxes.map((mailbox) => mailbox.settle()));
  const discrepancies = (expected: readonly Expected[]) =>
    expected.flatMap((each) => compare(each, consumers, quarantine));

  function verify(expected: readonly Expected[]): void {
    const [first, ...others] = discrepancies(expected);
    const more = others.length > 0 ? ` (and ${others.length} more)` : "";
    ensure(first === undefined, `${first?.sentence}${more}`);
  }

  return {
    target,
    options,
    sqs,
    mailboxes,
    open,
    isOwn,
    /** Ends the suite. Another's message is not its to receive. */
    refuse,
    /** Why it has to end. */
    refusal: () => refused[0],
    consumers,
    quarantine,
    /** At all consumers. */
    eventsOf: (correlationId: string) => consumers.flatMap((consumer) => eventsOf(consumer, correlationId)),
    /** Everything that was sent, for the logs. */
    texts: new Set<string>(),
    /** Ids of the alarms that checks cause. */
    causedAlarms: new Set<string>(),
    /** Answers after which a delivery was sent again. */
    repeated,
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
    /** Leaves every queue as it is meanwhile. */
    async pause(): Promise<Disposable> {
      const pauses = new DisposableStack();
      for (const mailbox of mailboxes) pauses.use(await mailbox.pause());
      return pauses;
    },
    /** Waits for what should arrive, and then for what should not. */
    async expect(expected: readonly Expected[]): Promise<void> {
      const patience = { ...options, ...target, pollMs };
      const find = async () => discrepancies(expected);
      const isDecided = (found: Awaited<ReturnType<typeof find>>) =>
        found.length === 0 || found.some(({ isExcess }) => isExcess);
      await poll(patience, find, isDecided);
      await settle();
      verify(expected);
      ledger.push(...expected);
    },
    /** What was right once has to be right in the end. */
    async audit(): Promise<string> {
      await settle();
      verify(ledger);
      const again = repeated.size > 0 ? `, some sent again after ${[...repeated].join(", ")}` : "";
      return `${ledger.length} notifications${again}`;
    },
    /** Takes what is still on its way. */
    async stop(): Promise<void> {
      await settle().catch(() => undefined);
      await Promise.all(mailboxes.map((mailbox) => mailbox[Symbol.asyncDispose]()));
      sqs.destroy();
    },
  };
}
