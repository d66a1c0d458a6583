import type { IdempotencyTable } from "../../intake/ports.ts";
import { tableAttributes } from "../../wiring/table-attributes.ts";
import { within } from "../sdk/deadline.ts";
import type { DynamoDbOperations } from "../sdk/dynamodb-operations.ts";
import { isOver, writeExpiry } from "../sdk/expiry.ts";

const { key: keyName, expiresAt: expiryName, deferred: deferredName } = tableAttributes;

export interface ReadOptions {
  /** Doubles the cost. The intake omits it: SQS absorbs copies that a read misses. */
  readonly consistentRead: boolean;
}

export function createIdempotencyTable(
  dynamoDb: Pick<DynamoDbOperations, "getItem" | "putItem">,
  tableName: string,
  { consistentRead }: ReadOptions = { consistentRead: false },
): IdempotencyTable {
  return {
    async has(key, now, withinMs) {
      const input = {
        TableName: tableName,
        Key: { [keyName]: { S: key } },
        ProjectionExpression: "#expiresAt, #deferred",
        ExpressionAttributeNames: { "#expiresAt": expiryName, "#deferred": deferredName },
        ConsistentRead: consistentRead || undefined,
      };
      const { Item } = await dynamoDb.getItem(input, within(withinMs));
      if (Item?.[deferredName]) return true;
      return !isOver(Item?.[expiryName], now);
    },
    async add(key, expiresAt, withinMs) {
      const Item = {
        [keyName]: { S: key },
        [expiryName]: writeExpiry(expiresAt),
      };
      await dynamoDb.putItem({ TableName: tableName, Item }, within(withinMs));
    },
  };
}
