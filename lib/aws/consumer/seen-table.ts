import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Seen } from "../../consumer/consumer.ts";
import { limitRequests } from "../sdk/request-limits.ts";
import { createIdempotencyTable } from "../stores/idempotency-table.ts";

export interface SeenTableOptions {
  /**
   * A table with a string named `key` as partition key, and with `expiresAt` as the attribute of its time to live. The
   * consumer needs `dynamodb:GetItem` and `dynamodb:PutItem`.
   */
  readonly tableName: string;
  /** The consumer's name: several can share a table, and each handles every event. */
  readonly consumer: string;
  /**
   * How long the id of an event is kept: 30 days by default, as in the intake. One that could not be deleted comes again for up to
   * 28: 14 on the queue, 14 as a dead letter.
   */
  readonly retentionDays?: number | undefined;
  /** If absent, one with the region, the endpoint and the credentials that the SDK finds by itself. */
  readonly client?: DynamoDBClient | undefined;
}

/** How long a call may take, retries included: an event is handled without it rather than late. */
const withinMs = 1000;
const dayMs = 24 * 60 * 60 * 1000;

const requestHandler = limitRequests({ connectionTimeout: withinMs, requestTimeout: withinMs });

/** The events that a consumer has handled, in DynamoDB. */
export function createSeenTable({
  tableName,
  consumer,
  retentionDays = 30,
  client = new DynamoDBClient({ requestHandler }),
}: SeenTableOptions): Seen {
  const table = createIdempotencyTable(client, tableName, { consistentRead: true });
  // An event's id is its key in the intake's own table. In there it is recorded before any consumer has it.
  const keyOf = (eventId: string) => `consumer/${consumer}/${eventId}`;
  return {
    has: (eventId) => table.has(keyOf(eventId), new Date(), withinMs),
    async add(eventId) {
      const expiresAt = new Date(Date.now() + retentionDays * dayMs);
      await table.add(keyOf(eventId), expiresAt, withinMs);
    },
  };
}
