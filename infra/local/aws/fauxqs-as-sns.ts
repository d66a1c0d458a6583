/** Replaces `Publish` of fauxqs by that of SNS (ADR 4). `npm run types` fails if a version of fauxqs moves these files. */
import { randomUUID } from "node:crypto";
import type { buildApp, MessageAttributeValue } from "fauxqs";
import * as v from "valibot";
import { snsErrorResponse, snsSuccessResponse } from "../../../node_modules/fauxqs/dist/common/xml.js";
import { matchesFilterPolicy } from "../../../node_modules/fauxqs/dist/sns/filter.js";
import type { SnsStore } from "../../../node_modules/fauxqs/dist/sns/snsStore.js";
import type { SnsSubscription } from "../../../node_modules/fauxqs/dist/sns/snsTypes.js";
import { sendMessage } from "../../../node_modules/fauxqs/dist/sqs/actions/sendMessage.js";
import type { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import { calculateMessageSize } from "../../../node_modules/fauxqs/dist/sqs/sqsTypes.js";
import type { SentMessage } from "./sent-messages.ts";

/** The parameters of the Query protocol. */
const publishSchema = v.objectWithRest(
  {
    Action: v.literal("Publish"),
    TopicArn: v.string(),
    Message: v.pipe(v.string(), v.minLength(1)),
    MessageGroupId: v.string(),
    MessageDeduplicationId: v.string(),
  },
  v.string(),
);
type Publish = v.InferOutput<typeof publishSchema>;

interface Stores {
  readonly snsStore: SnsStore;
  readonly sqsStore: SqsStore;
}

/**
 * A topic takes messages up to its own limit, and each goes to its queues as if it had been sent there. fauxqs alone takes
 * 262,144 bytes.
 */
export function publishAsSns(
  app: ReturnType<typeof buildApp>,
  { snsStore, sqsStore }: Stores,
  report: (message: SentMessage) => void,
): void {
  let published = 0;
  app.addHook("preHandler", async ({ body }, reply) => {
    const { success, output } = v.safeParse(publishSchema, body);
    const topic = success ? snsStore.getTopic(output.TopicArn) : undefined;
    // fauxqs answers the rest, with SNS's errors.
    if (!success || !topic) return;
    const attributes = readAttributes(output);
    reply.header("content-type", "text/xml");
    if (Object.values(attributes).some(({ StringValue }) => !StringValue))
      return reply
        .status(400)
        .send(snsErrorResponse("ParameterValueInvalid", "an attribute without a value"));
    if (calculateMessageSize(output.Message, attributes) > Number(topic.attributes.MaximumMessageSize))
      return;
    const queueUrls = topic.subscriptionArns
      .flatMap((arn) => snsStore.getSubscription(arn) ?? [])
      .filter((subscription) => matchesFilterPolicy(filterPolicyOf(subscription), attributes))
      .flatMap((subscription) => deliver(subscription, output, attributes, sqsStore));
    report({ queueUrls, body: output.Message, deduplicationId: output.MessageDeduplicationId });
    const sequenceNumber = String((published += 1)).padStart(20, "0");
    const result = `<MessageId>${randomUUID()}</MessageId><SequenceNumber>${sequenceNumber}</SequenceNumber>`;
    return reply.send(snsSuccessResponse("Publish", result));
  });
}

function readAttributes(publish: Publish): Record<string, MessageAttributeValue> {
  const entries = Object.entries(publish).flatMap(([key, name]) => {
    const [, entry] = /^(MessageAttributes\.entry\.\d+)\.Name$/.exec(key) ?? [];
    if (!entry) return [];
    const { [`${entry}.Value.DataType`]: DataType = "", [`${entry}.Value.StringValue`]: StringValue } =
      publish;
    return [[name, { DataType, StringValue }]];
  });
  return Object.fromEntries(entries);
}

const policySchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

function filterPolicyOf({ attributes }: SnsSubscription) {
  return v.parse(policySchema, attributes.FilterPolicy ?? "{}");
}

/** Raw delivery. Returns the queue's URL. */
function deliver(
  subscription: SnsSubscription,
  { Message: MessageBody, MessageGroupId, MessageDeduplicationId }: Publish,
  MessageAttributes: Record<string, MessageAttributeValue>,
  sqsStore: SqsStore,
): string[] {
  const queue = sqsStore.getQueueByArn(subscription.endpoint);
  if (!queue) return [];
  const ids = { MessageGroupId, MessageDeduplicationId };
  sendMessage({ QueueUrl: queue.url, MessageBody, MessageAttributes, ...ids }, sqsStore);
  return [queue.url];
}
