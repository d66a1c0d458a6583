import type { OnError } from "../../consumer/consumer.ts";
import { ConsumerError } from "../../consumer/consumer-error.ts";
import { type HandleMessage, handleInOrder, type ReceivedMessage } from "../../consumer/in-order.ts";

/** The used part of a record of Lambda's SQS event. */
interface SqsRecord extends ReceivedMessage {
  readonly attributes?: { readonly MessageGroupId?: string | undefined } | undefined;
}

/** The used part of Lambda's context. */
interface LambdaContext {
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * A Lambda function for SQS. Its event source mapping needs `ReportBatchItemFailures`. Its timeout has to be twice the
 * time of the slowest handler: the second half begins no message and gives the rest back. If a batch ran into the
 * timeout, SQS would deliver all of it again, handled messages too.
 */
export type BatchHandler = (
  event: { readonly Records: readonly SqsRecord[] },
  context?: LambdaContext,
) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;

/**
 * Handles a batch in order, and reports the messages that have to come again. A batch that failed as a whole is
 * reported too, not thrown: batches of one message are common, and one bad event would make the function look broken.
 */
export function batchHandler(handle: HandleMessage, onError: OnError): BatchHandler {
  return async ({ Records }, context) => {
    const messages = Records.map((record) => ({ ...record, groupId: record.attributes?.MessageGroupId }));
    const { handled, left } = await handleInOrder(messages, handle, watchTime(context));
    if (left.length > 0)
      onError(new ConsumerError("out_of_time", "messages come again: half of the time was over"));
    const failed = messages.filter((message) => !handled.includes(message));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** Tells whether half of the time that is left now is over. */
function watchTime(context: LambdaContext | undefined): () => boolean {
  if (!context) return () => false;
  const halfMs = context.getRemainingTimeInMillis() / 2;
  return () => context.getRemainingTimeInMillis() < halfMs;
}
