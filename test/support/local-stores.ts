import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { afterAll } from "vitest";
import { localClientSettings, localEnvironment } from "../../infra/endpoints/client-settings.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../infra/local/aws/aws-endpoint.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";

const urlSchema = v.object({ QueueUrl: v.string() });
const attributesSchema = v.object({ Attributes: v.record(v.string(), v.string()) });
type QueueAttributes = Readonly<Record<string, string>>;

/** The local AWS for one test file, with its clients. */
export async function startLocalAws() {
  const aws = await startAwsEndpoint(0);
  const address = { aws: aws.url, region: localRegion };
  const settings = { ...localClientSettings(address), maxAttempts: 1 };
  const dynamodb = new DynamoDB(settings);
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  const secretsManager = new SecretsManagerClient(settings);
  afterAll(async () => {
    for (const client of [dynamodb, sqs, sns, secretsManager]) client.destroy();
    await aws.stop();
  });
  return {
    ...{ aws, dynamodb, sqs, sns, secretsManager },
    /** For a process that uses it. */
    environment: localEnvironment(address),
    createQueue: (attributes?: QueueAttributes) => createQueue(aws, attributes),
    createTable: () => createTable(dynamodb),
  };
}

export type LocalQueue = Awaited<ReturnType<typeof createQueue>>;

async function createQueue({ callSqs }: AwsEndpoint, attributes: QueueAttributes = {}) {
  const QueueName = `${randomUUID()}.fifo`;
  const Attributes = { FifoQueue: "true", ...attributes };
  const { QueueUrl: url } = v.parse(urlSchema, await callSqs("CreateQueue", { QueueName, Attributes }));
  const read = async () => {
    const response = await callSqs("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["All"] });
    return v.parse(attributesSchema, response).Attributes;
  };
  return {
    url,
    arn: (await read()).QueueArn ?? "",
    async send(MessageBody: string, MessageGroupId: string): Promise<void> {
      const MessageDeduplicationId = randomUUID();
      await callSqs("SendMessage", { QueueUrl: url, MessageBody, MessageGroupId, MessageDeduplicationId });
    },
    /** Messages that consumers can take, and messages that they hold. */
    async counts() {
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await read();
      return {
        visible: Number(ApproximateNumberOfMessages),
        taken: Number(ApproximateNumberOfMessagesNotVisible),
      };
    },
  };
}

async function createTable(dynamodb: DynamoDB): Promise<string> {
  const TableName = randomUUID();
  await dynamodb.createTable({
    TableName,
    KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "key", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  // As on AWS, a new table is not there at once.
  for (;;) {
    const { Table } = await dynamodb.describeTable({ TableName });
    if (Table?.TableStatus === "ACTIVE") return TableName;
  }
}
