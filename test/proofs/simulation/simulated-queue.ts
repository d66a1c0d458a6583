import type { FifoQueue, QueueMessage } from "../../../lib/intake/ports.ts";
import type { Network } from "./network.ts";
import type { Sending, SimulatedProcess } from "./simulated-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** SQS absorbs a repeated deduplication id this long after the first message. */
const deduplicationMs = 5 * 60 * 1000;

/** A message that consumers can see. */
export interface TakenMessage {
  readonly message: QueueMessage;
  /** All sendings of its id that reached the queue, this one last. */
  readonly sendings: readonly Sending[];
}

export type SimulatedQueue = ReturnType<typeof createSimulatedQueue>;

/** An SQS FIFO queue as it is documented. `handOn` gets what it takes. */
export function createSimulatedQueue(
  time: VirtualTime,
  network: Network,
  handOn: (message: QueueMessage, sending: Sending) => void = () => undefined,
) {
  const taken: TakenMessage[] = [];
  const lastTakenMs = new Map<string, number>();
  const sendings = new Map<string, Sending[]>();

  const take = (message: QueueMessage, sending: Sending): void => {
    const { deduplicationId, groupId } = message;
    const known = [...(sendings.get(deduplicationId) ?? []), sending];
    sendings.set(deduplicationId, known);
    // The queues deduplicate within a message group.
    const scope = `${groupId} ${deduplicationId}`;
    const since = time.now() - (lastTakenMs.get(scope) ?? Number.NEGATIVE_INFINITY);
    if (since < deduplicationMs) return;
    lastTakenMs.set(scope, time.now());
    taken.push({ message, sendings: known });
    handOn(message, sending);
  };

  return {
    taken,
    take,
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
