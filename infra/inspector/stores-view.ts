import * as v from "valibot";
import { outboxIndex } from "../../lib/wiring/table-attributes.ts";
import type { FaultyService } from "../local/aws/service-faults.ts";
import type { RunningIntake } from "../local/intake.ts";
import type { ServiceName, StoresView } from "./protocol.ts";

const count = v.pipe(v.string(), v.transform(Number));
/** SQS counts received and delayed messages apart. They still wait. */
const attributesSchema = v.object({
  ApproximateNumberOfMessages: count,
  ApproximateNumberOfMessagesNotVisible: count,
  ApproximateNumberOfMessagesDelayed: v.optional(count, "0"),
});
const responseSchema = v.object({ Attributes: attributesSchema });
const pageSchema = v.object({ Count: v.number(), LastEvaluatedKey: v.optional(v.unknown()) });

/** The service behind each store. */
export const services: Readonly<Record<ServiceName, FaultyService>> = { queue: "sqs", table: "dynamodb" };

/** How much waits where, also while a store is switched off for the functions. Never rejects. */
export async function readStores({
  aws,
  endpoints,
}: Pick<RunningIntake, "aws" | "endpoints">): Promise<StoresView> {
  const isUp = (name: ServiceName) => aws.faults[services[name]].fault().mode === "up";
  const [events, deadLetters, quarantine, outbox] = await Promise.all([
    unlessFailed(countMessages(aws, endpoints.queueUrl)),
    unlessFailed(countMessages(aws, endpoints.deadLetterQueueUrl)),
    unlessFailed(countMessages(aws, endpoints.quarantineQueueUrl)),
    unlessFailed(countOutbox(aws, endpoints.tableName)),
  ]);
  return {
    isUp: { queue: isUp("queue"), table: isUp("table") },
    depths: { events, deadLetters, quarantine, outbox },
  };
}

async function countMessages({ callSqs }: RunningIntake["aws"], QueueUrl: string): Promise<number> {
  const AttributeNames = Object.keys(attributesSchema.entries);
  const { Attributes } = v.parse(
    responseSchema,
    await callSqs("GetQueueAttributes", { QueueUrl, AttributeNames }),
  );
  return Object.values(Attributes).reduce((sum, number) => sum + number, 0);
}

/** Only the outbox is in this index. */
async function countOutbox({ callDynamoDb }: RunningIntake["aws"], TableName: string): Promise<number> {
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
