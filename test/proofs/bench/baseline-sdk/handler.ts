import { createHash, timingSafeEqual } from "node:crypto";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { createCalls } from "../calls.ts";

/** Only the AWS calls, with our parameters, and a comparison of the credential. It validates nothing. */
const table = new DynamoDBClient();
const queue = new SQSClient();
const secret = new GetSecretValueCommand({ SecretId: process.env.SECRET_ID });
const accepted = new SecretsManagerClient().send(secret).then(({ SecretString = "" }) => {
  const { token } = JSON.parse(SecretString);
  return [`Basic ${Buffer.from(token).toString("base64")}`, `Bearer ${token}`].map(digest);
});

export async function handler({ body = "", headers }: APIGatewayProxyEventV2) {
  const credential = digest(headers.authorization ?? "");
  if (!(await accepted).some((value) => timingSafeEqual(value, credential))) return { statusCode: 401 };
  const { check, send, record } = createCalls(body);
  const { Item } = await table.send(new GetItemCommand(check));
  if (Item) return { statusCode: 200 };
  await queue.send(new SendMessageCommand(send));
  await table.send(new PutItemCommand(record));
  return { statusCode: 200 };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
