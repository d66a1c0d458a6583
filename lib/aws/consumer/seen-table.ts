import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Seen } from "../../consumer/consumer.ts";
import type { AnyClient } from "../sdk/any-client.ts";
import { createIdempotencyTable } from "../stores/idempotency-table.ts";
import { createTableOperations, dayMs, withinMs } from "./table-operations.ts";

export interface SeenTableOptions {
  /**
   * Needs the string partition key `key` and the time-to-live attribute `expiresAt`. Grant the consumer
   * `dynamodb:GetItem` and `dynamodb:PutItem`.
   */
  readonly tableName: string;
  /** Consumers can share a table. Each handles every event. */
  readonly consumer: string;
  /**
   * Days to keep an event's id. Default 30, as in the intake. An undeleted event can return for 28 days: 14 on the
   * queue, 14 as a dead letter.
   */
  readonly retentionDays?: number | undefined;
  /** A `DynamoDBClient`. By default uses the environment's region, endpoint and credentials. */
  readonly client?: AnyClient | undefined;
}

/** Keeps the ids of handled events. */
export function createSeenTable({ tableName, consumer, retentionDays = 30, client }: SeenTableOptions): Seen {
  const operations = createTableOperations(client as DynamoDBClient | undefined);
  const table = createIdempotencyTable(operations, tableName, { consistentRead: true });
  // The intake's table already has the bare ids.
  const keyOf = (eventId: string) => `consumer/${consumer}/${eventId}`;
  return {
    has: (eventId) => table.has(keyOf(eventId), new Date(), withinMs),
    async add(eventId) {
      const expiresAt = new Date(Date.now() + retentionDays * dayMs);
      await table.add(keyOf(eventId), expiresAt, withinMs);
    },
  };
}
