import { createHash } from "node:crypto";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** Only the AWS calls, with our parameters. It neither authenticates nor validates. */
const { TABLE: TableName, QUEUE_URL: QueueUrl, SECRET_ID: SecretId } = process.env;
const table = new DynamoDBClient();
const queue = new SQSClient();
const secret = new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId }));

export async function handler({ body = "", headers }: APIGatewayProxyEventV2) {
  await secret;
  if (!headers.authorization) return { statusCode: 401 };
  const key = createHash("sha256").update(body).digest("hex");
  const { Item } = await table.send(
    new GetItemCommand({
      TableName,
      Key: { key: { S: key } },
      ProjectionExpression: "#expiresAt, #deferred",
      ExpressionAttributeNames: { "#expiresAt": "expiresAt", "#deferred": "deferred" },
    }),
  );
  if (Item) return { statusCode: 200 };
  await queue.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: body,
      MessageGroupId: key,
      MessageDeduplicationId: key,
      MessageAttributes: {
        source: { DataType: "String", StringValue: "yoti" },
        type: { DataType: "String", StringValue: "yoti.session.v1" },
        outcome: { DataType: "String", StringValue: "ready" },
        "content-type": { DataType: "String", StringValue: "application/cloudevents+json" },
      },
    }),
  );
  const expiresAt = String(Math.ceil(Date.now() / 1000) + 30 * 24 * 60 * 60);
  await table.send(new PutItemCommand({ TableName, Item: { key: { S: key }, expiresAt: { N: expiresAt } } }));
  return { statusCode: 200 };
}
