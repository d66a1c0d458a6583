import { ChangeMessageVisibilityBatchCommand, type Message, type SQSClient } from "@aws-sdk/client-sqs";

/** Messages that were received: hidden from others, for as long as their visibility timeout is renewed. */
export interface HeldMessages {
  /** False once they may be with others, since no renewal came through in time or the process stood still. */
  readonly areHeld: () => boolean;
  /** Ends the renewal, once the one under way is done. */
  readonly endRenewal: () => Promise<void>;
}

export interface Queue {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/** Hides messages for so many seconds from now; 0 gives them back. Throws if the queue does not do it for each of them. */
export async function hideMessages(
  { client, queueUrl: QueueUrl }: Queue,
  messages: readonly Message[],
  VisibilityTimeout: number,
): Promise<void> {
  const Entries = messages.map(({ MessageId: Id, ReceiptHandle }) => ({
    Id,
    ReceiptHandle,
    VisibilityTimeout,
  }));
  const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  const [first] = Failed;
  if (first) throw new Error(`the visibility of ${Failed.length} messages was not changed: ${first.Code}`);
}

/** Renews after each third of the time, so that two renewals in a row may fail. `hide` asks for all of the time anew. */
export function visibilityHeartbeat(
  seconds: number,
  hide: () => Promise<void>,
  onError: (error: Error) => void,
): HeldMessages {
  const timeMs = seconds * 1000;
  let heldUntil = performance.now() + timeMs;
  const renew = async () => {
    const askedAt = performance.now();
    await hide();
    heldUntil = askedAt + timeMs;
  };
  let renewal = Promise.resolve();
  const timer = setInterval(() => {
    renewal = renew().catch(onError);
  }, timeMs / 3);
  return {
    areHeld: () => performance.now() < heldUntil,
    endRenewal() {
      clearInterval(timer);
      return renewal;
    },
  };
}
