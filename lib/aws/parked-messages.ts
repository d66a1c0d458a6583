import { type DynamoDBClient, GetItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { ParkedEntry, ParkedMessages } from "../redrive.ts";
import { parkedIndex, tableAttributes } from "../table-attributes.ts";
import { readParkedItem } from "./parked-item.ts";

const { key, parked, groupId } = tableAttributes;
const entries = v.array(
  v.pipe(
    v.object({ [key]: v.object({ S: v.string() }), [groupId]: v.object({ S: v.string() }) }),
    v.transform((item): ParkedEntry => ({ key: item[key].S, groupId: item[groupId].S })),
  ),
);

/** What is parked, read from the table for whoever sends it. */
export function createParkedMessages(client: DynamoDBClient, tableName: string): ParkedMessages {
  return {
    async *list(source) {
      const pages = paginateQuery(
        { client, pageSize: 200 },
        {
          TableName: tableName,
          IndexName: parkedIndex,
          KeyConditionExpression: "#parked = :source",
          ExpressionAttributeNames: { "#parked": parked },
          ExpressionAttributeValues: { ":source": { S: source } },
        },
      );
      for await (const { Items } of pages) yield v.parse(entries, Items ?? []);
    },
    async read(keyOfMessage) {
      const command = new GetItemCommand({
        TableName: tableName,
        Key: { [key]: { S: keyOfMessage } },
        // A message that another run has sent a moment ago must not look parked.
        ConsistentRead: true,
      });
      const { Item } = await client.send(command);
      return readParkedItem(Item);
    },
  };
}
