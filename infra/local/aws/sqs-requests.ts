/** Replaces answers of fauxqs by those of SQS (ADR 4). */
import type { buildApp, MessageAttributeValue } from "fauxqs";
import * as v from "valibot";
import { SqsError } from "../../../node_modules/fauxqs/dist/common/errors.js";
import { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import { isExpired } from "./fauxqs-as-sqs.ts";

const receiveSchema = v.looseObject({ MessageAttributeNames: v.optional(v.array(v.string()), []) });
const entrySchema = v.object({ Id: v.string(), ReceiptHandle: v.string() });
const deleteSchema = v.object({ QueueUrl: v.string(), Entries: v.array(entrySchema) });

export function answerAsSqs(app: ReturnType<typeof buildApp>, store: SqsStore): void {
  app.addHook("preHandler", async ({ headers, body }, reply) => {
    const operation = headers["x-amz-target"];
    // fauxqs gives all attributes if no name is given. No attribute has this name.
    if (operation === "AmazonSQS.ReceiveMessage" && v.is(receiveSchema, body))
      if (!body.MessageAttributeNames?.length) body.MessageAttributeNames = [""];
    if (operation !== "AmazonSQS.DeleteMessageBatch" || !v.is(deleteSchema, body)) return;
    const queue = store.getQueue(body.QueueUrl);
    const isLate = ({ ReceiptHandle }: v.InferOutput<typeof entrySchema>) =>
      queue !== undefined && isExpired(queue, ReceiptHandle);
    const { late = [], inTime = [] } = Object.groupBy(body.Entries, (entry) =>
      isLate(entry) ? "late" : "inTime",
    );
    if (late.length === 0) return;
    for (const { ReceiptHandle } of inTime) queue?.deleteMessage(ReceiptHandle);
    const failure = { SenderFault: true, Code: "InvalidParameterValue" };
    return reply.send({
      Successful: inTime.map(({ Id }) => ({ Id })),
      Failed: late.map(({ Id }) => ({ Id, ...failure })),
    });
  });
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const deduplicationIds = /^[!-~]{1,128}$/;
const isEmpty = ({ StringValue, BinaryValue }: MessageAttributeValue) => !StringValue && !BinaryValue;

const { createMessage } = SqsStore;
SqsStore.createMessage = (body, attributes = {}, delaySeconds, groupId, deduplicationId) => {
  if (Object.values(attributes).some(isEmpty) || !deduplicationIds.test(deduplicationId ?? "-"))
    throw new SqsError("InvalidParameterValue", "an empty attribute, or an invalid deduplication id");
  return createMessage(body, attributes, delaySeconds, groupId, deduplicationId);
};

/** Of today's protocol, in the body. */
const types: Readonly<Record<string, string>> = {
  InvalidParameterValue: "InvalidParameterValueException",
  MissingParameter: "MissingRequiredParameterException",
};
/** Of the former protocol, in a header. The others have a prefix. */
const queryCodes: Readonly<Record<string, string>> = {
  InvalidParameterValue: "InvalidParameterValue",
  MissingParameter: "MissingParameter",
  QueueNameExists: "QueueAlreadyExists",
};

SqsError.prototype.toJSON = function toJsonAsSqs() {
  return { __type: `com.amazonaws.sqs#${types[this.code] ?? this.code}`, message: this.message };
};
Object.defineProperty(SqsError.prototype, "queryErrorHeader", {
  get(this: SqsError) {
    return `${queryCodes[this.code] ?? `AWS.SimpleQueueService.${this.queryCode}`};Sender`;
  },
});
