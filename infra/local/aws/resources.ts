import type { Topology } from "../stack/topology.ts";
import type { AwsEndpoint } from "./aws-endpoint.ts";

export async function createResources(
  { tables, queues, topics, subscriptions }: Topology,
  aws: AwsEndpoint,
): Promise<void> {
  for (const table of tables) await aws.callDynamoDb("CreateTable", table);
  // A queue needs its dead-letter queue first.
  const hasDeadLetters = (queue: Topology["queues"][number]) => Number("RedrivePolicy" in queue.Attributes);
  for (const queue of queues.toSorted((a, b) => hasDeadLetters(a) - hasDeadLetters(b)))
    await aws.callSqs("CreateQueue", queue);
  for (const { TopicName, Attributes } of topics)
    await aws.callSns({ Action: "CreateTopic", Name: TopicName }, Attributes);
  for (const { TopicArn, Protocol, Endpoint, Attributes } of subscriptions)
    await aws.callSns({ Action: "Subscribe", TopicArn, Protocol, Endpoint }, Attributes);
}
