import { processPartialResponse, SqsFifoPartialProcessorAsync } from "@aws-lambda-powertools/batch";
import type { HandleMessage } from "../consumer.ts";

/** What of a record of Lambda's SQS event is used. */
type SqsRecord = {
  readonly messageId: string;
  readonly body: string;
};

/** A Lambda function for SQS. Its event source mapping has to have `ReportBatchItemFailures`. */
export type BatchHandler = (event: { readonly Records: readonly SqsRecord[] }) => Promise<{
  batchItemFailures: { itemIdentifier: string }[];
}>;

const options = {
  // A message that failed holds up those behind it of its own group, and no other group.
  skipGroupOnError: true,
  // A batch that fails as a whole is reported like any other, and not thrown. Groups of one message are common here, so one
  // bad event would make the function look broken; each failure was reported by itself already.
  throwOnFullBatchFailure: false,
} as const;

/** Handles batches one message after the other, and reports those that have to come again. */
export function batchHandler(handle: HandleMessage): BatchHandler {
  const handleRecord = async (record: SqsRecord) => {
    if (!(await handle(record))) throw new Error("the message has to come again");
  };
  // A processor keeps the state of one batch.
  return ({ Records }) =>
    processPartialResponse(
      { Records: [...Records] },
      handleRecord,
      new SqsFifoPartialProcessorAsync(),
      options,
    );
}
