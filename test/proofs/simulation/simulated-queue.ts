import type { FifoQueue, QueueMessage } from "../../../lib/intake/ports.ts";
import type { Network } from "./network.ts";
import type { Sending, SimulatedProcess } from "./simulated-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The interval in which SQS absorbs a repeated deduplication id, from the first message on. */
const deduplicationMs = 5 * 60 * 1000;

/** A message that the queue took, for consumers to see. */
export interface TakenMessage {
  readonly message: QueueMessage;
  readonly takenAtMs: number;
  /** Every sending of this deduplication id that reached the queue before this one, and this one as the last. */
  readonly sendings: readonly Sending[];
}

export type SimulatedQueue = ReturnType<typeof createSimulatedQueue>;

/** An SQS FIFO queue as it is documented. */
export function createSimulatedQueue(time: VirtualTime, network: Network) {
  const taken: TakenMessage[] = [];
  const lastTakenMs = new Map<string, number>();
  const sendings = new Map<string, Sending[]>();

  const take = (message: QueueMessage, sending: Sending): true => {
    const { deduplicationId, groupId } = message;
    const known = [...(sendings.get(deduplicationId) ?? []), sending];
    sendings.set(deduplicationId, known);
    // The queues deduplicate within a message group.
    const scope = `${groupId} ${deduplicationId}`;
    const since = time.now() - (lastTakenMs.get(scope) ?? Number.NEGATIVE_INFINITY);
    if (since < deduplicationMs) return true;
    lastTakenMs.set(scope, time.now());
    taken.push({ message, takenAtMs: time.now(), sendings: known });
    return true;
  };

  return {
    taken,
    of: (process: SimulatedProcess): FifoQueue => ({
      async send(message, withinMs) {
        const check = process.checks.get(message.deduplicationId) ?? process.checkOfSigned;
        const sending: Sending = { process, check, isAnswered: false };
        const effect = () => take(message, sending);
        await network.call({ process, store: "queue", step: "send", withinMs, effect });
        sending.isAnswered = true;
      },
    }),
  };
}
