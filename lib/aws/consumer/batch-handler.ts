import { processPartialResponse, SqsFifoPartialProcessorAsync } from "@aws-lambda-powertools/batch";
import type { HandleMessage, OnError } from "../../consumer/consumer.ts";
import { ConsumerError } from "../../consumer/consumer-error.ts";

/** What of a record of Lambda's SQS event is used. */
type SqsRecord = {
  readonly messageId: string;
  readonly body: string;
};

/** What of Lambda's context is used. */
type Time = {
  readonly getRemainingTimeInMillis: () => number;
};

/**
 * A Lambda function for SQS. Its event source mapping has to have `ReportBatchItemFailures`, and its time has to be twice that
 * of the slowest handler: in the second half of it no message is begun, but given back. A batch that ran out of its time would
 * come again as a whole, with all that was handled.
 */
export type BatchHandler = (
  event: { readonly Records: readonly SqsRecord[] },
  context?: Time,
) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;

const options = {
  // A message that failed holds up those behind it of its own group, and no other group.
  skipGroupOnError: true,
  // A batch that fails as a whole is reported like any other, and not thrown. Groups of one message are common here, so one
  // bad event would make the function look broken; each failure was reported by itself already.
  throwOnFullBatchFailure: false,
} as const;

/** Handles batches one message after the other, and reports those that have to come again. */
export function batchHandler(handle: HandleMessage, onError: OnError): BatchHandler {
  return async ({ Records }, context) => {
    const isLate = watchTime(context);
    let wasLate = false;
    const handleRecord = async (record: SqsRecord) => {
      if (isLate()) wasLate = true;
      else if (await handle(record)) return;
      throw new Error("the message has to come again");
    };
    // A processor keeps the state of one batch.
    const processor = new SqsFifoPartialProcessorAsync();
    const response = await processPartialResponse(
      { Records: [...Records] },
      handleRecord,
      processor,
      options,
    );
    if (wasLate) onError(new ConsumerError("out_of_time", "messages come again: half of the time was over"));
    return response;
  };
}

/** Says whether half of the time is over that there is now. */
function watchTime(context: Time | undefined): () => boolean {
  if (!context) return () => false;
  const half = context.getRemainingTimeInMillis() / 2;
  return () => context.getRemainingTimeInMillis() < half;
}
