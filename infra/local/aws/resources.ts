import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { localClientSettings } from "../../endpoints/client-settings.ts";
import { localRegion } from "../stack/intrinsics.ts";
import type { LocalQueue, LocalTable, Topology } from "../stack/topology.ts";

/** Creates the template's tables and queues. */
export async function createResources(topology: Topology, endpoint: string): Promise<void> {
  const settings = localClientSettings({ aws: endpoint, region: localRegion });
  const dynamodb = new DynamoDBClient(settings);
  const sqs = new SQSClient(settings);
  for (const table of topology.tables) await dynamodb.send(createTable(table));
  // A queue needs its dead-letter queue first.
  const [last, first] = [true, false].map((relays) =>
    topology.queues.filter(({ attributes }) => "RedrivePolicy" in attributes === relays),
  );
  for (const queue of [...(first ?? []), ...(last ?? [])]) await sqs.send(createQueue(queue));
  dynamodb.destroy();
  sqs.destroy();
}

function createTable({ name, properties }: LocalTable): CreateTableCommand {
  return new CreateTableCommand({ TableName: name, ...properties });
}

function createQueue({ name, attributes }: LocalQueue): CreateQueueCommand {
  return new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } });
}
