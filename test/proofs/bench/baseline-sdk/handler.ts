import { createHash, timingSafeEqual } from "node:crypto";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** Only the AWS calls, with our parameters, and a comparison of the credential. It validates nothing. */
const { TABLE: TableName, QUEUE_URL: QueueUrl, SECRET_ID: SecretId } = process.env;
const table = new DynamoDBClient();
const queue = new SQSClient();
const secret = new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId }));
const accepted = secret.then(({ SecretString = "" }) => {
  const { token } = JSON.parse(SecretString);
  return [`Basic ${Buffer.from(token).toString("base64")}`, `Bearer ${token}`].map(digest);
});

export async function handler({ body = "", headers }: APIGatewayProxyEventV2) {
  const credential = digest(headers.authorization ?? "");
  if (!(await accepted).some((value) => timingSafeEqual(value, credential))) return { statusCode: 401 };
  const key = digest(body).toString("hex");
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

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
