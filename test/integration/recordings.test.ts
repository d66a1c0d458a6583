import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";
import { post } from "../../infra/simulators/post.ts";
import { startLocalAws } from "../support/local-stores.ts";
import { differences, noRecordings, readRecording } from "../support/recordings.ts";

type Json = Readonly<Record<string, unknown>>;
const { aws, createQueue } = await startLocalAws();
beforeEach(({ skip }) => skip(noRecordings !== undefined, noRecordings));

const json = v.pipe(v.string(), v.parseJson(), v.looseObject({ __type: v.optional(v.string(), "") }));

/** Answers have the form of the recordings: boto3's. */
const call = (service: string) => async (operation: string, input: Json) => {
  // dynalite wants a signature without checking it.
  const headers = {
    authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
    "x-amz-date": "20261121T000000Z",
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `${service}.${operation}`,
  };
  const { status, headers: received, body } = await post(aws.url, headers, JSON.stringify(input));
  const { __type, ...fields } = v.parse(json, body);
  const [Code, Type] = String(received["x-amzn-query-error"] ?? "").split(";");
  const type = __type.replace(/^.*#/, "");
  const Error = Code ? { Code, QueryErrorCode: type, Type } : { Code: type };
  return { ...fields, ...(status === 200 ? {} : { Error }), ResponseMetadata: { HTTPStatusCode: status } };
};
const sqs = call("AmazonSQS");
const secrets = call("secretsmanager");
const dynamodb = call("DynamoDB_20120810");

async function publish(input: Readonly<Record<string, string>>) {
  const form = new URLSearchParams({ Action: "Publish", Message: "text", ...input });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const { status, body } = await post(aws.url, headers, String(form));
  const texts = [...body.matchAll(/<(Code|Type|MessageId|SequenceNumber)>([^<]*)</g)];
  const fields = Object.fromEntries(texts.map(([, name, text]) => [name, text]));
  return { ...(status === 200 ? fields : { Error: fields }), ResponseMetadata: { HTTPStatusCode: status } };
}

/** Compares what the local answers name. ADR 4 lists the differences in `but`. */
function expectAsRecorded(service: string, name: string, local: Json, ...but: readonly string[]): void {
  const recorded = readRecording(service, name);
  const bound = new Map<string, string>();
  const found = Object.keys(local).flatMap((part) => differences(recorded[part], local[part], part, bound));
  expect(found).toEqual(but);
}

const MessageGroupId = "group";
const MessageDeduplicationId = "id";
const ids = { MessageGroupId, MessageDeduplicationId };
const message = { ...ids, MessageBody: "body" };
const text = (StringValue: string) => ({ DataType: "String", StringValue });
const named = (...ids: string[]) => ({
  Entries: ids.map((Id) => ({ ...message, Id, ReceiptHandle: "receipt" })),
});
const receivedSchema = v.object({ Messages: v.array(v.looseObject({ ReceiptHandle: v.string() })) });
const messagesOf = (received: Json) => v.parse(receivedSchema, received).Messages;
const receive = (QueueUrl: string, VisibilityTimeout: number, names: Json = {}) =>
  sqs("ReceiveMessage", { QueueUrl, VisibilityTimeout, MaxNumberOfMessages: 10, ...names });

describe("the local SQS answers as AWS did", () => {
  const withSpace = { ...message, MessageDeduplicationId: "a b" };
  const noValue = { ...message, MessageAttributes: { name: text("") } };
  const tooLong = { ...message, MessageBody: "a".repeat(1024 * 1024 + 1) };
  const many = named(..."abcdefghijklmnopqrst");
  const all = { AttributeNames: ["All"] };
  const needsIds = "posting_to_fifo_requires_deduplicationid_group_id";

  it.each<[recording: string, operation: string, input: Json, part?: string]>([
    [needsIds, "SendMessage", { MessageBody: "body", MessageDeduplicationId }, "missing-parameter"],
    [needsIds, "SendMessage", { MessageBody: "body", MessageGroupId }],
    ["message_deduplication_id_invalid[spaces]", "SendMessage", withSpace],
    ["send_empty_message", "SendMessage", { ...message, MessageBody: "" }],
    ["send_oversized_message", "SendMessage", tooLong],
    ["send_message_with_empty_string_attribute", "SendMessage", noValue],
    ["fifo_queue_send_message_with_delay_seconds_fails", "SendMessage", { ...message, DelaySeconds: 2 }],
    ["non_existent_queue", "SendMessage", { ...message, QueueUrl: `${aws.url}/0/none.fifo` }],
    ["invalid_batch_id", "SendMessageBatch", named("two words")],
    ["send_receive_max_number_of_messages", "ReceiveMessage", { MaxNumberOfMessages: 11 }],
    ["receive_empty_queue", "ReceiveMessage", {}],
    ["delete_message_batch_invalid_msg_id[sqs-]", "DeleteMessageBatch", named("")],
    ["delete_message_batch_with_too_large_batch", "DeleteMessageBatch", many],
    ["change_message_visibility_batch_with_too_large_batch", "ChangeMessageVisibilityBatch", many],
    ["fifo_set_content_based_deduplication_strategy", "GetQueueAttributes", all],
  ])("%s: %s", async (recording, operation, input, part) => {
    const [first = ""] = Object.keys(readRecording("sqs", recording));
    const scope = { DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" };
    const contentBased = { ContentBasedDeduplication: String(input === all) };
    const { url: QueueUrl } = await createQueue({ ...contentBased, ...scope });
    expectAsRecorded("sqs", recording, { [part ?? first]: await sqs(operation, { QueueUrl, ...input }) });
  });

  it("to a consumer that asks for attributes, or for none", async () => {
    const { url: QueueUrl } = await createQueue();
    const MessageAttributes = { General: text("Kenobi"), Hello: text("There"), "Help.Me": text("Me") };
    await sqs("SendMessage", { ...message, QueueUrl, MessageBody: "msg", MessageAttributes });
    expectAsRecorded("sqs", "receive_message_message_attribute_names_filters", {
      empty_filter: await receive(QueueUrl, 0),
      all_name: await receive(QueueUrl, 600, { MessageAttributeNames: ["All"] }),
    });
    const second = { MessageGroupId: "group-1", MessageDeduplicationId: "dedup-1" };
    expectAsRecorded("sqs", "fifo_message_attributes", {
      send_message: await sqs("SendMessage", { QueueUrl, MessageBody: "message-body-1", ...second }),
      receive_message_0: await receive(QueueUrl, 0, { AttributeNames: ["All"] }),
      receive_message_1: await receive(QueueUrl, 0, { MessageSystemAttributeNames: ["All"] }),
    });
  });

  it("to a consumer that deletes too late", async () => {
    const { url: QueueUrl, send, count } = await createQueue();
    await send("foobar", "group");
    const received = await receive(QueueUrl, 1);
    const [{ ReceiptHandle } = { ReceiptHandle: "" }] = messagesOf(received);
    await vi.waitFor(async () => messagesOf(await receive(QueueUrl, 600)), { timeout: 15_000 });
    expectAsRecorded("sqs", "fifo_delete_after_visibility_timeout", {
      received_sqs_message: received,
      delete_after_timeout_fifo: await sqs("DeleteMessage", { QueueUrl, ReceiptHandle }),
    });
    expect(await count()).toEqual({ visible: 0, hidden: 1 });
  });

  it.each([0, 1, 2])("to a consumer that gives back the first %i messages of a group", async (count) => {
    const { url: QueueUrl, send } = await createQueue();
    for (const body of ["foo", "bar", "baz"]) await send(body, "group");
    const received = await receive(QueueUrl, 600);
    for (const { ReceiptHandle } of messagesOf(received).slice(0, count))
      await sqs("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    const recording = `fifo_group_visibility_extends_with_change_message_visibility[sqs-${count}-visible]`;
    const again = await receive(QueueUrl, 600);
    expectAsRecorded("sqs", recording, { receive_all_messages: received, "some-messages-invisible": again });
  });

  it("with what it moved to the dead letters", async () => {
    const deadLetters = await createQueue();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 });
    const { url: QueueUrl, send } = await createQueue({ RedrivePolicy });
    const MessageAttributes = { MyAttribute: text("foobar") };
    await sqs("SendMessage", { ...message, QueueUrl, MessageBody: "message-1", MessageAttributes });
    await send("message-2", "other");
    const names = {
      MessageAttributeNames: ["All"],
      AttributeNames: ["ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "SentTimestamp"],
    };
    const received = messagesOf(await receive(QueueUrl, 0, names));
    expect(await receive(QueueUrl, 0)).not.toHaveProperty("Messages");
    const moved = messagesOf(await receive(deadLetters.url, 0, names));
    expectAsRecorded(
      "sqs",
      "dead_letter_queue_message_attributes",
      { "rec-pre-dlq": received, "dlq-messages": moved },
      "rec-pre-dlq.0.Attributes.AWSTraceHeader",
      "dlq-messages.0.Attributes.ApproximateReceiveCount",
      "dlq-messages.0.Attributes.AWSTraceHeader",
      "dlq-messages.0.Attributes.DeadLetterQueueSourceArn",
      "dlq-messages.1.Attributes.ApproximateReceiveCount",
      "dlq-messages.1.Attributes.DeadLetterQueueSourceArn",
    );
  });
});

const attribute = (value: string) => ({
  "MessageAttributes.entry.1.Name": "attr1",
  "MessageAttributes.entry.1.Value.DataType": "String",
  "MessageAttributes.entry.1.Value.StringValue": value,
});
const maxBytes = 262_144;
const noTopic = { TopicArn: `arn:aws:sns:${localRegion}:000000000000:none.fifo` };
const longest = { Message: "a".repeat(maxBytes), ...attribute("a") };

it.each<[recording: string, part: string, input: Readonly<Record<string, string>>]>([
  ["publish_fifo_messages_to_dlq[True]", "publish-response-fifo", ids],
  ["unknown_topic_publish", "error", { ...ids, ...noTopic }],
  ["empty_sns_message", "empty-msg-error", { ...ids, Message: "" }],
  ["publish_too_long_message", "error", { ...ids, Message: "a".repeat(maxBytes + 1) }],
  ["publish_too_long_message", "error-with-attrs", { ...ids, ...longest }],
  ["validations_for_fifo", "no-msg-group-id", { MessageDeduplicationId }],
  ["validations_for_fifo", "no-dedup-policy", { MessageGroupId }],
  ["empty_or_wrong_message_attributes", "missing_string_attr", { ...ids, ...attribute("") }],
])("the local SNS answers as AWS did: %s, %s", async (recording, part, input) => {
  const attributes = { FifoTopic: "true", MaximumMessageSize: String(maxBytes) };
  const { arn: TopicArn } = aws.sns.createTopic(`${randomUUID()}.fifo`, attributes, undefined, localRegion);
  expectAsRecorded("sns", recording, { [part]: await publish({ TopicArn, ...input }) });
});

describe("the local Secrets Manager answers as AWS did", () => {
  const createSecret = (value: string) => {
    const Name = `s-${randomUUID().slice(0, 8)}`;
    const arn = `arn:aws:secretsmanager:${localRegion}:000000000000:secret:${Name}-abcdef`;
    aws.secretsManager.create(arn, value);
    return { SecretId: arn };
  };

  it("about a secret that changes", async () => {
    const secret = createSecret("my_secret");
    const put = { ...secret, SecretString: "new_secret", ClientRequestToken: randomUUID() };
    expectAsRecorded("secretsmanager", "create_and_update_secret[s-c64bdc03]", {
      get_secret_value_rs_1: await secrets("GetSecretValue", secret),
      put_secret_value_rs_1: await secrets("PutSecretValue", put),
      get_secret_value_rs_4: await secrets("GetSecretValue", secret),
    });
  });

  it("about what is not there", async () => {
    const gone = await secrets("GetSecretValue", { SecretId: "none" });
    expectAsRecorded("secretsmanager", "secret_not_found", { get_secret_value_not_found_ex: gone });
    const wanted = { ...createSecret("first"), VersionStage: "AWSPREVIOUS" };
    const previous = await secrets("GetSecretValue", wanted);
    const part = "error_get_secret_value_non_existing";
    expectAsRecorded("secretsmanager", "get_secret_value_errors", { [part]: previous });
  });
});

it("the local DynamoDB answers as AWS did to a write, a query and a condition that fails", async () => {
  const TableName = randomUUID();
  const KeySchema = [{ AttributeName: "PK", KeyType: "HASH" }];
  await dynamodb("CreateTable", {
    TableName,
    KeySchema,
    AttributeDefinitions: [{ AttributeName: "PK", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
    GlobalSecondaryIndexes: [{ IndexName: "index", KeySchema, Projection: { ProjectionType: "ALL" } }],
  });
  const Item = { PK: { S: "test one" }, SK: { S: "hello" }, LSI1SK: { N: "123" } };
  const put = (condition: Json = {}) => dynamodb("PutItem", { TableName, Item, ...condition });
  await vi.waitFor(async () => expect(await put()).not.toHaveProperty("Error"), { timeout: 15_000 });
  expectAsRecorded("dynamodb", "return_values_in_put_item", { PutFirstItem: await put() });
  const items = await put({ ConditionExpression: "attribute_not_exists(PK)" });
  expectAsRecorded("dynamodb", "return_values_on_conditions_check_failure", { items }, "items.Item");
  const query = { TableName, IndexName: "index", KeyConditionExpression: "PK = :key" };
  const Items = await dynamodb("Query", { ...query, ExpressionAttributeValues: { ":key": Item.PK } });
  expectAsRecorded("dynamodb", "valid_local_secondary_index", { Items });
});
