import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type RedriveReport, type Redriver, redrive } from "../../outbox/relay.ts";
import { readRedriveEnvironment, type Variables } from "../../wiring/environment.ts";
import { createClientSettings, slim } from "../sdk/client-settings.ts";
import { createConnections } from "../sdk/connections.ts";
import { createFifoQueue } from "../stores/fifo-queue.ts";
import { createIdempotencyTable } from "../stores/idempotency-table.ts";
import { createParkedMessages } from "../stores/outbox-messages.ts";
import { createSignatureTable } from "../stores/signature-table.ts";
import type { InvocationContext } from "./lambda-handler.ts";
import { recordRedrive } from "./relay-telemetry.ts";

/** What is kept free of the function's time: no message is begun in it, and one that was begun comes to its end. */
const farewellMs = 20_000;

/** One attempt of a call: a slow store may take its time. */
const attemptMs = 4000;

/** Joins the redrive to AWS. The event says nothing: every run, by schedule or by hand, sends all that is parked. */
export function redriveHandler(
  variables: Variables,
): (event: unknown, context: InvocationContext) => Promise<RedriveReport> {
  const environment = readRedriveEnvironment(variables);
  const settings = createClientSettings(variables, createConnections());
  const tableClient = slim(new DynamoDBClient(settings("DYNAMODB", attemptMs)));
  const queueClient = slim(new SQSClient(settings("SQS", attemptMs)));
  const redriver: Redriver = {
    sources: environment.sources,
    parked: createParkedMessages(tableClient, environment.table),
    table: createIdempotencyTable(tableClient, environment.table, { consistentRead: true }),
    signatures: createSignatureTable(tableClient, environment.table),
    queues: {
      events: createFifoQueue(queueClient, environment.eventQueueUrl, "events"),
      quarantine: createFifoQueue(queueClient, environment.quarantineQueueUrl, "quarantine"),
    },
    now: () => new Date(),
  };
  return async (_, context) => {
    const endsAt = new Date(Date.now() + context.getRemainingTimeInMillis() - farewellMs);
    const report = await redrive(redriver, endsAt);
    recordRedrive(report);
    return report;
  };
}
