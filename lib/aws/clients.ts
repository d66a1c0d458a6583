import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";

/**
 * Milliseconds that each call may take, retries included. Together, with a secret that is read twice, they stay below five seconds, so
 * that a store that hangs still leaves time for a clean answer before the function's own limit and the vendor's patience end.
 */
const budgets = { secret: 1200, look: 500, send: 1500, remember: 500 } as const;

/** Ends one AWS call when its budget is spent, however many attempts the SDK has left. */
export function deadline(call: keyof typeof budgets): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(budgets[call]) };
}

/** One client per service and container; region, credentials and endpoint come from the Lambda environment. */
export function createClients() {
  // Without the last setting the SDK would only warn about a slow answer, and go on waiting for it.
  const requestHandler = { connectionTimeout: 400, requestTimeout: 450, throwOnRequestTimeout: true };
  const settings = { maxAttempts: 3, requestHandler };
  return {
    dynamodb: new DynamoDBClient(settings),
    sqs: new SQSClient(settings),
    secretsManager: new SecretsManagerClient(settings),
  };
}
