import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import * as v from "valibot";
import { notificationEventSchema } from "../../../functions/sources.ts";

/**
 * Reports what it could not do, and with it everything behind it of the same subject, so that the order holds when SQS
 * delivers those again (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failedGroups = new Set<string | undefined>();
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const record of Records) {
    const group = record.attributes.MessageGroupId;
    if (!failedGroups.has(group) && (await consume(record))) continue;
    failedGroups.add(group);
    batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures };
}

/** False if the event has to come again. An event that came before, by its id, is nothing new. */
async function consume(record: SQSRecord): Promise<boolean> {
  const result = v.safeParse(notificationEventSchema, JSON.parse(record.body));
  if (!result.success) return false;
  const { id, subject, data } = result.output;
  process.stdout.write(`${JSON.stringify({ id, subject, outcome: data.outcome })}\n`);
  return true;
}
