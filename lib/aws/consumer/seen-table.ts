import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Seen } from "../../consumer/consumer.ts";
import { limitRequests } from "../sdk/request-limits.ts";
import { createIdempotencyTable } from "../stores/idempotency-table.ts";

export interface SeenTableOptions {
  /**
   * A table with the string `key` as partition key, and `expiresAt` as time-to-live attribute. The consumer needs
   * `dynamodb:GetItem` and `dynamodb:PutItem`.
   */
  readonly tableName: string;
  /** The consumer's name. Several consumers can share a table. Each handles every event. */
  readonly consumer: string;
  /**
   * Days to keep an event's id, by default 30, as in the intake. An event that could not be deleted can come again for
   * 28 days: 14 on the queue, 14 as a dead letter.
   */
  readonly retentionDays?: number | undefined;
  /** By default a client with the region, endpoint and credentials of the environment. */
  readonly client?: DynamoDBClient | undefined;
}

/** The limit of one call, retries included. A slow table must not delay the event. */
const withinMs = 1000;
const dayMs = 24 * 60 * 60 * 1000;

const requestHandler = limitRequests({ connectionTimeout: withinMs, requestTimeout: withinMs });

/** Keeps the ids of handled events in DynamoDB. */
export function createSeenTable({
  tableName,
  consumer,
  retentionDays = 30,
  client = new DynamoDBClient({ requestHandler }),
}: SeenTableOptions): Seen {
  const table = createIdempotencyTable(client, tableName, { consistentRead: true });
  // The intake's own table has the event's id as key before a consumer has the event. So a bare id would always be found.
  const keyOf = (eventId: string) => `consumer/${consumer}/${eventId}`;
  return {
    has: (eventId) => table.has(keyOf(eventId), new Date(), withinMs),
    async add(eventId) {
      const expiresAt = new Date(Date.now() + retentionDays * dayMs);
      await table.add(keyOf(eventId), expiresAt, withinMs);
    },
  };
}
