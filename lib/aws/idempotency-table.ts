import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { IdempotencyTable } from "../receive-delivery.ts";
import { tableAttributes } from "../table-attributes.ts";
import { deadline } from "./clients.ts";

/** The idempotency keys in DynamoDB. An eventually consistent read is enough: the queue absorbs what it cannot see yet. */
export function createIdempotencyTable(client: DynamoDBClient, tableName: string): IdempotencyTable {
  return {
    async look(key, now) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: { [tableAttributes.key]: { S: key } },
          ProjectionExpression: "#expiresAt",
          ExpressionAttributeNames: { "#expiresAt": tableAttributes.expiresAt },
        }),
        deadline("look"),
      );
      // DynamoDB deletes expired items within a few days, not at once: the time decides, not the presence.
      return Number(Item?.[tableAttributes.expiresAt]?.N ?? 0) * 1000 > now.getTime();
    },
    async remember(key, expiresAt) {
      const Item = {
        [tableAttributes.key]: { S: key },
        [tableAttributes.expiresAt]: { N: String(Math.ceil(expiresAt.getTime() / 1000)) },
      };
      await client.send(new PutItemCommand({ TableName: tableName, Item }), deadline("remember"));
    },
  };
}
