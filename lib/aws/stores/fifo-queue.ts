import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { FifoQueue } from "../../intake/ports.ts";
import type { QueueName } from "../../source/queue-name.ts";
import { callWithin } from "../sdk/connections.ts";

/** Events are structured CloudEvents. Quarantined deliveries are our JSON. */
const contentTypes: Readonly<Record<QueueName, string>> = {
  events: "application/cloudevents+json",
  quarantine: "application/json",
};

export function createFifoQueue(client: SQSClient, queueUrl: string, name: QueueName): FifoQueue {
  return {
    async send({ body, groupId, deduplicationId, attributes }, withinMs) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: writeAttributes({ ...attributes, "content-type": contentTypes[name] }),
      });
      await callWithin(withinMs, () => client.send(command));
    },
  };
}

/** SQS refuses an attribute without a value. */
function writeAttributes(values: Readonly<Record<string, string | undefined>>) {
  const attributes: Record<string, MessageAttributeValue> = {};
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) attributes[name] = { DataType: "String", StringValue: value };
  return attributes;
}
