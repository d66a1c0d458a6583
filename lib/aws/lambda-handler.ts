import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { SecretStore } from "../authentication/secret-judge.ts";
import { type Environment, readEnvironment } from "../environment.ts";
import { IntakeError } from "../intake-error.ts";
import { type Intake, receiveDelivery } from "../receive-delivery.ts";
import type { Source } from "../source.ts";
import { createClients } from "./clients.ts";
import { createFifoQueue } from "./fifo-queue.ts";
import { readHttpApiEvent, writeHttpApiAnswer } from "./http-api-event.ts";
import { createIdempotencyTable } from "./idempotency-table.ts";
import { createSecretStore } from "./secret-store.ts";
import { createStopwatch, type Timer, timeQueue, timeTable } from "./stopwatch.ts";
import { createTelemetry } from "./telemetry.ts";

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Joins a source to AWS: once for each container, environment → adapters → handler. A wrong configuration throws here,
 * so that the function fails before its first delivery instead of answering without authentication.
 */
export function lambdaHandler(
  source: Source,
  variables: Readonly<Record<string, string | undefined>>,
): Handler {
  const environment = readEnvironment(variables);
  const stopwatch = createStopwatch();
  const intake = createIntake(source, environment, stopwatch.time);
  const telemetry = createTelemetry(source.id, environment.service);
  return async (event) => {
    const startedAt = new Date();
    const delivery = readHttpApiEvent(event, startedAt);
    const { answer, receipt } = await receiveDelivery(delivery, intake);
    const { id: requestId, correlationId } = delivery;
    telemetry.record({
      requestId,
      correlationId,
      answer,
      receipt,
      durationMs: Date.now() - startedAt.getTime(),
      callsMs: stopwatch.take(),
    });
    return writeHttpApiAnswer(answer);
  };
}

function createIntake(source: Source, environment: Environment, time: Timer): Intake {
  const authenticator = source.authenticator(environment.authentication);
  const { dynamodb, sqs, secretsManager } = createClients();
  const now = () => new Date();
  const { secretId } = environment;
  if (authenticator.usesSecret && !secretId) {
    throw new IntakeError("configuration_invalid", "an authentication with a secret needs a secret id");
  }
  const secrets = secretId ? createSecretStore(secretsManager, secretId, now, time) : noSecrets;
  // Read while the container starts; should it fail, the first delivery asks again and answers for it.
  if (authenticator.usesSecret) secrets.read().catch(() => undefined);
  return {
    source,
    authenticator,
    secrets,
    table: timeTable(createIdempotencyTable(dynamodb, environment.table), time),
    events: timeQueue(createFifoQueue(sqs, environment.eventQueueUrl), time),
    quarantine: timeQueue(createFifoQueue(sqs, environment.quarantineQueueUrl), time),
    now,
  };
}

/** For a source that is authenticated without any secret. */
const noSecrets: SecretStore = {
  read: async () => ({ values: [] }),
  reread: async () => undefined,
};
