/** Replaces answers of fauxqs by those of SQS (ADR 4). */
import type { buildApp, MessageAttributeValue } from "fauxqs";
import * as v from "valibot";
import { SqsError } from "../../../node_modules/fauxqs/dist/common/errors.js";
import { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import "./fauxqs-as-sqs.ts";

const receiveSchema = v.looseObject({ MessageAttributeNames: v.optional(v.array(v.string()), []) });

export function answerAsSqs(app: ReturnType<typeof buildApp>): void {
  app.addHook("preHandler", async ({ headers, body }) => {
    const operation = headers["x-amz-target"];
    // fauxqs gives all attributes if no name is given. No attribute has this name.
    if (operation === "AmazonSQS.ReceiveMessage" && v.is(receiveSchema, body))
      if (!body.MessageAttributeNames?.length) body.MessageAttributeNames = [""];
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
