import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { IdempotencyTable } from "../stores.ts";
import { tableAttributes } from "../table-attributes.ts";
import { callWithin } from "./connections.ts";

const { key: keyName, expiresAt: expiryName, parked: parkedName } = tableAttributes;

export interface ReadOptions {
  /** Costs twice as much. The intake does without: its queue absorbs what a read cannot see yet. */
  readonly consistentRead: boolean;
}

/** Keys and their expiries in DynamoDB. */
export function createIdempotencyTable(
  client: DynamoDBClient,
  tableName: string,
  { consistentRead }: ReadOptions = { consistentRead: false },
): IdempotencyTable {
  return {
    async look(key, now, withinMs) {
      const command = new GetItemCommand({
        TableName: tableName,
        Key: { [keyName]: { S: key } },
        ProjectionExpression: "#expiresAt, #parked",
        ExpressionAttributeNames: { "#expiresAt": expiryName, "#parked": parkedName },
        ...(consistentRead ? { ConsistentRead: true } : {}),
      });
      const { Item } = await callWithin(withinMs, () => client.send(command));
      if (Item?.[parkedName]) return true;
      // DynamoDB deletes expired items within a few days, not at once: the time decides, not the presence.
      return Number(Item?.[expiryName]?.N ?? 0) * 1000 > now.getTime();
    },
    async remember(key, expiresAt, withinMs) {
      const Item = {
        [keyName]: { S: key },
        [expiryName]: { N: String(Math.ceil(expiresAt.getTime() / 1000)) },
      };
      const command = new PutItemCommand({ TableName: tableName, Item });
      await callWithin(withinMs, () => client.send(command));
    },
  };
}
