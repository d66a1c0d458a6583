import * as v from "valibot";
import { outboxIndex } from "../../lib/wiring/table-attributes.ts";
import type { RunningIntake } from "../local/intake.ts";
import type { Depths } from "./protocol.ts";

const count = v.pipe(v.string(), v.transform(Number));
const countNames = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;
const attributesSchema = v.object({
  Attributes: v.object({
    ApproximateNumberOfMessages: count,
    ApproximateNumberOfMessagesNotVisible: count,
    ApproximateNumberOfMessagesDelayed: v.optional(count, "0"),
  }),
});
const pageSchema = v.object({
  Count: v.number(),
  LastEvaluatedKey: v.optional(v.unknown()),
});

/** What waits where, whether or not the functions reach the queue and the table at this moment. */
export async function readDepths({
  aws,
  endpoints,
}: Pick<RunningIntake, "aws" | "endpoints">): Promise<Depths> {
  const queue = (url: string) => unlessFailed(countMessages(aws, url));
  const [events, deadLetters, quarantine, deferred] = await Promise.all([
    queue(endpoints.queueUrl),
    queue(endpoints.deadLetterQueueUrl),
    queue(endpoints.quarantineQueueUrl),
    unlessFailed(countDeferred(aws, endpoints.tableName)),
  ]);
  return { events, deadLetters, quarantine, deferred };
}

/** With those that somebody has received and not deleted: they are still there. */
async function countMessages({ callSqs }: RunningIntake["aws"], QueueUrl: string): Promise<number> {
  const response = await callSqs("GetQueueAttributes", { QueueUrl, AttributeNames: countNames });
  const { Attributes } = v.parse(attributesSchema, response);
  return countNames.reduce((sum, name) => sum + Attributes[name], 0);
}

/** Only what is deferred is in the index. */
async function countDeferred({ callDynamoDb }: RunningIntake["aws"], TableName: string): Promise<number> {
  let total = 0;
  let ExclusiveStartKey: unknown;
  do {
    const input = { TableName, IndexName: outboxIndex, Select: "COUNT", ExclusiveStartKey };
    const page = v.parse(pageSchema, await callDynamoDb("Scan", input));
    total += page.Count;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return total;
}

function unlessFailed(counting: Promise<number>): Promise<number | undefined> {
  return counting.catch(() => undefined);
}
