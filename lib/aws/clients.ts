import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";

/**
 * What every client is made with; region, credentials and endpoint come from the Lambda environment. The SDK's own
 * strategy retries; `within` bounds all attempts together.
 */
const settings = {
  maxAttempts: 3,
  // Without the last setting the SDK would only warn about a slow answer, and go on waiting for it.
  requestHandler: { connectionTimeout: 400, requestTimeout: 450, throwOnRequestTimeout: true },
};

export function createTableClient(): DynamoDBClient {
  return new DynamoDBClient(settings);
}

export function createQueueClient(): SQSClient {
  return new SQSClient(settings);
}

export function createSecretsClient(): SecretsManagerClient {
  return new SecretsManagerClient(settings);
}
