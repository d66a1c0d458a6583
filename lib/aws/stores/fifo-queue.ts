import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { FifoQueue } from "../../intake/ports.ts";
import type { QueueName } from "../../source/queue-name.ts";
import { callWithin } from "../sdk/connections.ts";
import { messageAttributes } from "./message-attributes.ts";

export function createFifoQueue(client: SQSClient, queueUrl: string, name: QueueName): FifoQueue {
  return {
    async send({ body, groupId, deduplicationId, attributes }, withinMs) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: messageAttributes(name, attributes),
      });
      await callWithin(withinMs, () => client.send(command));
    },
  };
}
