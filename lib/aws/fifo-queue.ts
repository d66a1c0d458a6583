import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { IntakeError } from "../intake-error.ts";
import type { FifoQueue } from "../receive-delivery.ts";
import { deadline } from "./clients.ts";

export function createFifoQueue(client: SQSClient, queueUrl: string): FifoQueue {
  return {
    async send({ body, groupId, deduplicationId, attributes }) {
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
      await client.send(command, deadline("send")).catch((cause: unknown) => {
        throw new IntakeError("queue_unavailable", "the queue did not take the message", { cause });
      });
    },
  };
}
