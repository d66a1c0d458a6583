import type { FifoQueue } from "../../intake/ports.ts";
import { within } from "../sdk/deadline.ts";
import type { ServiceSettings } from "../sdk/service-settings.ts";
import { createSns } from "../sdk/sns.ts";
import { messageAttributes } from "./message-attributes.ts";

/** Only a function with a topic loads this file, and with it SNS's protocol. */
export function createFifoTopic(settings: ServiceSettings, topicArn: string): FifoQueue {
  const sns = createSns(settings);
  return {
    async send({ body, groupId, deduplicationId, attributes }, withinMs) {
      const input = {
        TopicArn: topicArn,
        Message: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: messageAttributes("events", attributes),
      };
      await sns.publish(input, within(withinMs));
    },
  };
}
