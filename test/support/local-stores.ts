import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll } from "vitest";
import { createMessageQueue } from "../../infra/aws-api/message-queue.ts";
import { localClientSettings, localEnvironment } from "../../infra/endpoints/client-settings.ts";
import { startAwsEndpoint } from "../../infra/local/aws/aws-endpoint.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";

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
    createQueue: (attributes?: QueueAttributes) => createQueue(sqs, attributes),
    createTable: () => createTable(dynamodb),
  };
}

export type LocalQueue = Awaited<ReturnType<typeof createQueue>>;

async function createQueue(sqs: SQSClient, attributes: QueueAttributes = {}) {
  const Attributes = { FifoQueue: "true", ...attributes };
  const creation = new CreateQueueCommand({ QueueName: `${randomUUID()}.fifo`, Attributes });
  const { QueueUrl: url = "" } = await sqs.send(creation);
  const reading = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  const { Attributes: { QueueArn: arn = "" } = {} } = await sqs.send(reading);
  return {
    ...{ url, arn },
    async send(MessageBody: string, MessageGroupId: string): Promise<void> {
      const message = { MessageBody, MessageGroupId, MessageDeduplicationId: randomUUID() };
      await sqs.send(new SendMessageCommand({ QueueUrl: url, ...message }));
    },
    count: createMessageQueue(sqs, url).count,
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
