import { type OutboxRelay, type RelayReport, relayOutbox } from "../../outbox/outbox-relay.ts";
import { readStoreEnvironment, type Variables } from "../../wiring/environment.ts";
import { createConnections } from "../http/connections.ts";
import { createDynamoDb } from "../sdk/dynamodb.ts";
import { createServiceSettings } from "../sdk/service-settings.ts";
import { createIdempotencyTable } from "../stores/idempotency-table.ts";
import { createOutboxReader } from "../stores/outbox.ts";
import { createSignatureTable } from "../stores/signature-table.ts";
import type { InvocationContext } from "./lambda-handler.ts";
import { recordRelay } from "./outbox-relay-telemetry.ts";
import { createQueues } from "./queues.ts";

/** Time for the last message to finish. */
const reserveMs = 20_000;

/** Per attempt. No vendor waits for the relay. */
const attemptMs = 4000;

/** Ignores the event: each run sends everything deferred. */
export function outboxRelayHandler(
  variables: Variables,
): (event: unknown, context: InvocationContext) => Promise<RelayReport> {
  const environment = readStoreEnvironment(variables);
  const settings = createServiceSettings(variables, createConnections());
  const dynamoDb = createDynamoDb(settings("DYNAMODB", attemptMs));
  const relay: OutboxRelay = {
    outbox: createOutboxReader(dynamoDb, environment.table),
    table: createIdempotencyTable(dynamoDb, environment.table, { consistentRead: true }),
    signatures: createSignatureTable(dynamoDb, environment.table),
    queues: createQueues(environment, settings, attemptMs),
    now: () => new Date(),
  };
  return async (_, context) => {
    const endsAt = new Date(Date.now() + context.getRemainingTimeInMillis() - reserveMs);
    const report = await relayOutbox(relay, endsAt);
    recordRelay(report);
    return report;
  };
}
