import type { FifoQueue } from "../../intake/ports.ts";
import type { QueueName } from "../../source/queue-name.ts";
import { within } from "../sdk/deadline.ts";
import type { SqsOperations } from "../sdk/sqs.ts";
import { messageAttributes } from "./message-attributes.ts";

export function createFifoQueue(sqs: SqsOperations, queueUrl: string, name: QueueName): FifoQueue {
  return {
    async send({ body, groupId, deduplicationId, attributes }, withinMs) {
      const input = {
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: messageAttributes(name, attributes),
      };
      await sqs.sendMessage(input, within(withinMs));
    },
  };
}
