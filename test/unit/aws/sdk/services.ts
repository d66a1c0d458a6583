import type { ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { onTestFinished } from "vitest";
import { createConnections } from "../../../../lib/aws/http/connections.ts";
import { createDynamoDb } from "../../../../lib/aws/sdk/dynamodb.ts";
import { createSecretsManager } from "../../../../lib/aws/sdk/secrets-manager.ts";
import { createServiceSettings } from "../../../../lib/aws/sdk/service-settings.ts";
import { createSns } from "../../../../lib/aws/sdk/sns.ts";
import { createSqs } from "../../../../lib/aws/sdk/sqs.ts";
import { startServer } from "../../../support/start-server.ts";

const credentials = { accessKeyId: "AKID", secretAccessKey: "secret", sessionToken: "token" };
const region = "us-east-1";

export type Services = ReturnType<typeof createOurs>;

/** Of each service at this endpoint, as a function's environment gives them. */
export function settingsFor(endpoint: string, connections = createConnections()) {
  const variables = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: process.env.AWS_LAMBDA_FUNCTION_NAME,
    _X_AMZN_TRACE_ID: process.env._X_AMZN_TRACE_ID,
  };
  return createServiceSettings(variables, connections);
}

export function createOurs(endpoint: string, attemptMs: number) {
  const settings = settingsFor(endpoint);
  return {
    dynamoDb: createDynamoDb(settings("DYNAMODB", attemptMs)),
    sqs: createSqs(settings("SQS", attemptMs)),
    sns: createSns(settings("SNS", attemptMs)),
    secretsManager: createSecretsManager(settings("SECRETS_MANAGER", attemptMs)),
  };
}

/** The SDK's own clients with the same settings. Only the user agent is taken away. */
export function createClients(endpoint: string, attemptMs: number): Services {
  const limits = { connectionTimeout: 400, requestTimeout: attemptMs, throwOnRequestTimeout: true };
  const requestHandler = new NodeHttpHandler(limits);
  const retries = { maxAttempts: 3, retryMode: "standard", defaultsMode: "standard" } as const;
  const settings = { endpoint, region, credentials, requestHandler, ...retries };
  const dynamoDb = new DynamoDB(settings);
  const sqs = new SQS(settings);
  const sns = new SNS(settings);
  const secretsManager = new SecretsManager(settings);
  for (const { middlewareStack } of [dynamoDb, sqs, sns, secretsManager])
    middlewareStack.remove("getUserAgentMiddleware");
  onTestFinished(() => requestHandler.destroy());
  return {
    dynamoDb: {
      getItem: (input) => dynamoDb.getItem(input),
      putItem: (input) => dynamoDb.putItem(input),
      updateItem: (input) => dynamoDb.updateItem(input),
      query: (input) => dynamoDb.query(input),
      scan: (input) => dynamoDb.scan(input),
    },
    sqs: { sendMessage: (input) => sqs.sendMessage(input) },
    sns: { publish: (input) => sns.publish(input) },
    secretsManager: { getSecretValue: (input) => secretsManager.getSecretValue(input) },
  };
}

export type Answer = (response: ServerResponse) => void;

/** An AWS that keeps each request's bytes and answers by a list, whose last answer repeats. */
export async function startRecorder(answers: readonly Answer[]) {
  const requests: unknown[] = [];
  const url = await startServer(async (request, response) => {
    const body = await buffer(request);
    const { method, url, rawHeaders } = request;
    requests.push({ method, url, rawHeaders, body: body.toString("latin1") });
    (answers[requests.length - 1] ?? answers.at(-1))?.(response);
  });
  return { url, take: () => requests.splice(0) };
}
