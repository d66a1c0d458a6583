import type { Topology } from "../stack/topology.ts";
import type { AwsEndpoint } from "./aws-endpoint.ts";

export async function createResources({ tables, queues }: Topology, aws: AwsEndpoint): Promise<void> {
  for (const table of tables) await aws.callDynamoDb("CreateTable", table);
  // A queue needs its dead-letter queue first.
  const hasDeadLetters = (queue: Topology["queues"][number]) => Number("RedrivePolicy" in queue.Attributes);
  for (const queue of queues.toSorted((a, b) => hasDeadLetters(a) - hasDeadLetters(b)))
    await aws.callSqs("CreateQueue", queue);
}
