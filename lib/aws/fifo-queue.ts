import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { FifoQueue } from "../stores.ts";
import { callWithin } from "./connections.ts";

export function createFifoQueue(client: SQSClient, queueUrl: string): FifoQueue {
  return {
    async send({ body, groupId, deduplicationId, attributes }, withinMs) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: {
          source: { DataType: "String", StringValue: attributes.source },
          type: { DataType: "String", StringValue: attributes.type },
        },
      });
      await callWithin(withinMs, () => client.send(command));
    },
  };
}
