import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as v from "valibot";
import { readSourceEnvironment, type SourceEnvironment } from "../environment.ts";
import { IntakeError } from "../intake-error.ts";
import { type Intake, receiveDelivery, type SecretVault } from "../receive-delivery.ts";
import { type ReplayReceipt, replayDelivery } from "../replay-delivery.ts";
import type { Source } from "../source.ts";
import { answerTime } from "../time-budget.ts";
import { attemptMs, createClientSettings, slim } from "./client-settings.ts";
import { createFifoQueue } from "./fifo-queue.ts";
import { readHttpApiEvent, writeHttpApiAnswer } from "./http-api-event.ts";
import { createIdempotencyTable } from "./idempotency-table.ts";
import { createParking } from "./parking.ts";
import { createSecretStore } from "./secret-store.ts";
import { createStopwatch, type Timer, timeParking, timeQueue, timeTable } from "./stopwatch.ts";
import { recordDelivery, recordReplay } from "./telemetry.ts";

/** What of Lambda's context is used. */
export interface InvocationContext {
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * What `npm run replay` invokes a function with. API Gateway writes every field of its events itself and knows none of
 * this name, and nothing may stand beside it: no caller of the HTTP API can make such an event, only whoever IAM allows to
 * invoke the function directly.
 */
const replayEvent = v.strictObject({
  replay: v.strictObject({ quarantined: v.string(), dryRun: v.boolean() }),
});
type ReplayEvent = v.InferOutput<typeof replayEvent>;

type ClientSettings = ReturnType<typeof createClientSettings>;

type Handler = (
  event: APIGatewayProxyEventV2 | ReplayEvent,
  context: InvocationContext,
) => Promise<APIGatewayProxyStructuredResultV2 | ReplayReceipt>;

/**
 * Joins a source to AWS: once for each container, environment → adapters → handler. A wrong configuration throws here,
 * so that the function fails before its first delivery instead of answering without authentication.
 */
export function lambdaHandler(
  source: Source,
  variables: Readonly<Record<string, string | undefined>>,
): Handler {
  const environment = readSourceEnvironment(variables);
  const stopwatch = createStopwatch();
  const settings = createClientSettings(variables);
  const intake = createIntake(source, environment, settings, stopwatch.time);
  return async (event, context) => {
    const startedAt = new Date();
    const endsAt = answerTime(startedAt, context.getRemainingTimeInMillis());
    if (v.is(replayEvent, event)) {
      const receipt = await replayDelivery(event.replay, intake, endsAt);
      recordReplay({ receipt, callsMs: stopwatch.take() });
      return receipt;
    }
    const delivery = readHttpApiEvent(event, startedAt);
    const { answer, receipt } = await receiveDelivery(delivery, intake, endsAt);
    const { id: requestId, correlationId } = delivery;
    recordDelivery({
      requestId,
      correlationId,
      receipt,
      durationMs: Date.now() - startedAt.getTime(),
      callsMs: stopwatch.take(),
    });
    return writeHttpApiAnswer(answer);
  };
}

function createIntake(
  source: Source,
  environment: SourceEnvironment,
  settings: ClientSettings,
  time: Timer,
): Intake {
  const authenticator = source.authenticator(environment.authentication);
  if (authenticator.usesSecret && !environment.secretId) {
    throw new IntakeError("configuration_invalid", "an authentication with a secret needs a secret id");
  }
  const tableClient = slim(new DynamoDBClient(settings("DYNAMODB", attemptMs.table)));
  const queueClient = slim(new SQSClient(settings("SQS", attemptMs.queue)));
  const queue = (url: string) => timeQueue(createFifoQueue(queueClient, url), time);
  return {
    source,
    authenticator,
    secrets: authenticator.usesSecret ? createSecrets(environment.secretId ?? "", settings, time) : noSecrets,
    table: timeTable(createIdempotencyTable(tableClient, environment.table), time),
    parking: timeParking(createParking(tableClient, environment.table), time),
    queues: { events: queue(environment.eventQueueUrl), quarantine: queue(environment.quarantineQueueUrl) },
    now: readClock,
  };
}

function createSecrets(secretId: string, settings: ClientSettings, time: Timer): SecretVault {
  const secrets = createSecretStore(
    slim(new SecretsManagerClient(settings("SECRETS_MANAGER", attemptMs.secrets))),
    secretId,
    readClock,
    time,
  );
  // Read while the container starts, so that the first delivery need not wait for it.
  secrets.warm();
  return secrets;
}

/** For a source that is authenticated without any secret. */
const noSecrets: SecretVault = {
  read: async () => ({ values: [] }),
  reread: async () => undefined,
};

function readClock(): Date {
  return new Date();
}
