import { setTimeout as sleep } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { compare, type ConsumerMailbox, type Expected } from "./account.ts";
import { Failure } from "./failure.ts";
import { openMailbox } from "./mailbox.ts";
import type { Target } from "./target.ts";

export type PlayedIntake = ReturnType<typeof playIntake>;

const pollMs = 200;

export interface PlayOptions {
  /** How many a source gets in the check that sends the most. */
  readonly notifications: number;
  readonly isStopped: () => boolean;
}

/** An intake with a mailbox at each queue, and the account of what was sent. */
export function playIntake(target: Target, options: PlayOptions) {
  const sqs = new SQSClient(target.clientSettings);
  const correlationIds = new Set<string>();
  const texts = new Set<string>();
  const repeated = new Set<string>();
  const ledger: Expected[] = [];
  const isOwn = (correlationId: string) => correlationIds.has(correlationId);
  const open = (queueUrl: string) => openMailbox(sqs, queueUrl, isOwn);
  const consumers: readonly ConsumerMailbox[] = target.consumers.map((consumer) => {
    return { ...consumer, mailbox: open(consumer.queueUrl) };
  });
  const quarantine = open(target.quarantineQueueUrl);
  const mailboxes = [quarantine, ...consumers.map(({ mailbox }) => mailbox)];
  const settle = () => Promise.all(mailboxes.map((mailbox) => mailbox.settle()));
  const discrepancies = (expected: readonly Expected[]) => {
    const found = expected.map((each) => compare(each, consumers, quarantine));
    return {
      missing: found.flatMap(({ missing }) => missing),
      excess: found.flatMap(({ excess }) => excess),
    };
  };

  async function untilThere(expected: readonly Expected[]): Promise<void> {
    const endsAtMs = Date.now() + target.patienceMs;
    for (;;) {
      const { missing, excess } = discrepancies(expected);
      if (missing.length === 0 || excess.length > 0 || Date.now() > endsAtMs || options.isStopped()) return;
      await sleep(pollMs);
    }
  }

  function verify(expected: readonly Expected[]): void {
    const { missing, excess } = discrepancies(expected);
    const [first, ...others] = [...missing, ...excess];
    if (first !== undefined)
      throw new Failure(others.length > 0 ? `${first} (and ${others.length} more)` : first);
  }

  return {
    target,
    options,
    sqs,
    mailboxes,
    open,
    /** Leaves every queue as it is meanwhile. */
    async pause(): Promise<Disposable> {
      const pauses = new DisposableStack();
      for (const mailbox of mailboxes) pauses.use(await mailbox.pause());
      return pauses;
    },
    consumers,
    quarantine,
    /** Everything that was sent, for the logs. */
    texts,
    own(correlationId: string): void {
      correlationIds.add(correlationId);
    },
    settle,
    /** Waits for what should arrive, and then for what should not. */
    async expect(expected: readonly Expected[]): Promise<void> {
      await untilThere(expected);
      await settle();
      verify(expected);
      ledger.push(...expected);
    },
    /** Ids of the alarms that checks cause. */
    causedAlarms: new Set<string>(),
    /** Answers after which a delivery was sent again. */
    repeated,
    /** What was right once has to be right in the end. */
    async audit(): Promise<string> {
      await settle();
      verify(ledger);
      const others = mailboxes.reduce((sum, mailbox) => sum + mailbox.others(), 0);
      if (others > 0)
        throw new Failure(`${others} messages in the queues are not the suite's: they were left there`);
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
