import { ConsumerError } from "../../consumer/consumer-error.ts";
import type { OnError } from "../../consumer/consumer.ts";
import { type HandleMessage, handleInOrder, type ReceivedMessage } from "../../consumer/in-order.ts";

interface SqsRecord extends ReceivedMessage {
  readonly attributes?: { readonly MessageGroupId?: string | undefined } | undefined;
}

interface LambdaContext {
  /** Without it there is no limit. */
  readonly getRemainingTimeInMillis?: (() => number) | undefined;
}

/**
 * A Lambda function for SQS. Its event source mapping needs `ReportBatchItemFailures`. Its timeout must be twice the
 * slowest handler's time. In the second half it begins no message and gives the rest back. After a timeout SQS would
 * deliver the whole batch again, handled messages too.
 */
export type BatchHandler = (
  event: { readonly Records: readonly SqsRecord[] },
  context?: LambdaContext,
) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;

/**
 * Handles a batch in order and reports the messages to retry. A wholly failed batch is reported, not thrown:
 * otherwise one bad event would count as a broken function.
 */
export function batchHandler(handle: HandleMessage, onError: OnError): BatchHandler {
  let isWarned = false;
  return async (event, context) => {
    const messages = recordsOf(event).map((record) => ({
      ...record,
      groupId: record.attributes?.MessageGroupId,
    }));
    if (!isWarned && messages.some(({ groupId }) => groupId === undefined)) {
      isWarned = true;
      onError(new ConsumerError("no_group", "records without MessageGroupId are taken as one subject's"));
    }
    const { handled, left } = await handleInOrder(messages, handle, watchTime(context));
    if (left.length > 0)
      onError(new ConsumerError("out_of_time", "messages come again: half of the time was over"));
    const failed = messages.filter((message) => !handled.includes(message));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** Other sources, such as EventBridge Pipes, send other shapes. */
function recordsOf(event: { readonly Records: readonly SqsRecord[] }): readonly SqsRecord[] {
  const records: unknown = event?.Records;
  if (Array.isArray(records)) return event.Records;
  throw new TypeError("the event has no Records: an event source mapping of SQS has to invoke the function");
}

/** Becomes true after half of the remaining time. */
function watchTime(context: LambdaContext | undefined): () => boolean {
  const remainingMs = () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
  const halfMs = remainingMs() / 2;
  return () => remainingMs() < halfMs;
}
