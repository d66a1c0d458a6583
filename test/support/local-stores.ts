import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDB,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { afterAll } from "vitest";
import { localClientSettings } from "../../infra/endpoints/client-settings.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../infra/local/aws/aws-endpoint.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";

const urlSchema = v.object({ QueueUrl: v.string() });
const attributesSchema = v.object({ Attributes: v.record(v.string(), v.string()) });

/** The local AWS for one test file, with its clients. */
export async function startLocalAws() {
  const aws = await startAwsEndpoint(0);
  const settings = { ...localClientSettings({ aws: aws.url, region: localRegion }), maxAttempts: 1 };
  const dynamodb = new DynamoDB(settings);
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  const secretsManager = new SecretsManagerClient(settings);
  afterAll(async () => {
    for (const client of [dynamodb, sqs, sns, secretsManager]) client.destroy();
    await aws.stop();
  });
  const createQueue = (attributes?: QueueAttributes) => createLocalQueue(aws, attributes);
  return { aws, dynamodb, sqs, sns, secretsManager, createQueue };
}

type QueueAttributes = Readonly<Record<string, string>>;

export interface LocalQueue {
  readonly url: string;
  readonly arn: string;
  readonly send: (body: string, groupId: string) => Promise<void>;
  /** Messages that consumers can take, and messages that they hold. */
  readonly counts: () => Promise<{ readonly visible: number; readonly taken: number }>;
}

export async function createLocalQueue(
  { callSqs }: AwsEndpoint,
  attributes: QueueAttributes = {},
): Promise<LocalQueue> {
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
    async send(MessageBody, MessageGroupId) {
      const MessageDeduplicationId = randomUUID();
      await callSqs("SendMessage", { QueueUrl: url, MessageBody, MessageGroupId, MessageDeduplicationId });
    },
    async counts() {
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await read();
      return {
        visible: Number(ApproximateNumberOfMessages),
        taken: Number(ApproximateNumberOfMessagesNotVisible),
      };
    },
  };
}

export async function createLocalTable(
  client: DynamoDBClient,
  TableName: string = randomUUID(),
  abortSignal?: AbortSignal,
): Promise<string> {
  const command = new CreateTableCommand({
    TableName,
    KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "key", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const options = abortSignal ? { abortSignal } : {};
  await client.send(command, options);
  // As on AWS, a new table is not there at once.
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }), options);
    if (Table?.TableStatus === "ACTIVE") return TableName;
  }
}
