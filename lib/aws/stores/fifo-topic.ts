import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { FifoQueue } from "../../intake/ports.ts";
import { type ClientSettings, withoutUnusedMiddleware } from "../sdk/client-settings.ts";
import { callWithin } from "../sdk/connections.ts";
import { messageAttributes } from "./message-attributes.ts";

/** Only a function with a topic loads this file, and with it the SDK's client. */
export function createFifoTopic(settings: ClientSettings, attemptMs: number, topicArn: string): FifoQueue {
  const client = withoutUnusedMiddleware(new SNSClient(settings("SNS", attemptMs)));
  return {
    async send({ body, groupId, deduplicationId, attributes }, withinMs) {
      const command = new PublishCommand({
        TopicArn: topicArn,
        Message: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: messageAttributes("events", attributes),
      });
      await callWithin(withinMs, () => client.send(command));
    },
  };
}
