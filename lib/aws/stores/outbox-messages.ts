import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { OutboxEntry, OutboxReader } from "../../outbox/relay.ts";
import { outboxIndex, tableAttributes } from "../../wiring/table-attributes.ts";
import { callWithin } from "../sdk/connections.ts";
import { readOutboxItem } from "./outbox-item.ts";

const { key, deferred, groupId } = tableAttributes;
const pageSize = 200;
const entries = v.array(
  v.pipe(
    v.object({ [key]: v.object({ S: v.string() }), [groupId]: v.object({ S: v.string() }) }),
    v.transform((item): OutboxEntry => ({ key: item[key].S, groupId: item[groupId].S })),
  ),
);

/** What is deferred, read from the table for whoever sends it. */
export function createOutboxReader(client: DynamoDBClient, tableName: string): OutboxReader {
  return {
    async *list(source, pageWithinMs) {
      let startKey: QueryCommandInput["ExclusiveStartKey"];
      do {
        const command = new QueryCommand({
          TableName: tableName,
          IndexName: outboxIndex,
          KeyConditionExpression: "#deferred = :source",
          ExpressionAttributeNames: { "#deferred": deferred },
          ExpressionAttributeValues: { ":source": { S: source } },
          Limit: pageSize,
          ExclusiveStartKey: startKey,
        });
        const page = await callWithin(pageWithinMs, () => client.send(command));
        yield v.parse(entries, page.Items ?? []);
        startKey = page.LastEvaluatedKey;
      } while (startKey);
    },
    async read(keyOfMessage, withinMs) {
      const command = new GetItemCommand({
        TableName: tableName,
        Key: { [key]: { S: keyOfMessage } },
        // A message that another run has sent a moment ago must not look deferred.
        ConsistentRead: true,
      });
      const { Item } = await callWithin(withinMs, () => client.send(command));
      return readOutboxItem(Item);
    },
  };
}
