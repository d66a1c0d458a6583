import * as v from "valibot";
import { outboxIndex } from "../../lib/wiring/table-attributes.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import type { FaultyService } from "../local/aws/service-faults.ts";
import type { RunningIntake } from "../local/intake.ts";
import type { ServiceName, StoresView } from "./protocol.ts";

export type Intake = Pick<RunningIntake, "aws" | "endpoints">;

/** Events go to the only consumer's queue, or to a topic. */
export const services: Readonly<Record<ServiceName, readonly FaultyService[]>> = {
  queue: ["sqs", "sns"],
  table: ["dynamodb"],
};

/** How much waits where, also while a store is switched off for the functions. Never rejects. */
export async function readStores({ aws, endpoints }: Intake): Promise<StoresView> {
  const stateOf = (name: ServiceName) =>
    services[name].every((service) => aws.faults[service].fault().mode === "up");
  const isUp = { queue: stateOf("queue"), table: stateOf("table") };
  const count = (url: string) => countMessages(aws, url).catch(() => undefined);
  const countConsumer = async ([id, queues]: [string, Endpoints["consumers"][string]]) => ({
    id,
    events: await count(queues.queueUrl),
    deadLetters: await count(queues.deadLetterQueueUrl),
  });
  const [consumers, quarantine, outbox] = await Promise.all([
    Promise.all(Object.entries(endpoints.consumers).map(countConsumer)),
    count(endpoints.quarantineQueueUrl),
    countOutbox(aws, endpoints.tableName).catch(() => undefined),
  ]);
  return { isUp, consumers, depths: { quarantine, outbox } };
}

/** SQS counts received and delayed messages apart. They still wait. */
const counted = ["", "NotVisible", "Delayed"].map((state) => `ApproximateNumberOfMessages${state}`);
const attributesSchema = v.object({ Attributes: v.record(v.string(), v.string()) });

async function countMessages({ callSqs }: Intake["aws"], QueueUrl: string): Promise<number> {
  const response = await callSqs("GetQueueAttributes", { QueueUrl, AttributeNames: counted });
  const numbers = Object.values(v.parse(attributesSchema, response).Attributes);
  return numbers.reduce((sum, number) => sum + Number(number), 0);
}

const pageSchema = v.object({ Count: v.number(), LastEvaluatedKey: v.optional(v.unknown()) });

/** Only the outbox is in this index. */
async function countOutbox({ callDynamoDb }: Intake["aws"], TableName: string): Promise<number> {
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
