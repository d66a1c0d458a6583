import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Outbox, OutboxAddResult, OutboxMessage } from "../../intake/ports.ts";
import { tableAttributes } from "../../wiring/table-attributes.ts";
import { callWithin } from "../sdk/connections.ts";
import { readOutboxItem, writeOutboxItem } from "./outbox-item.ts";

/**
 * Defers messages under their keys in the table. The one conditional write of the intake: a copy that defers late must not
 * make a message wait again that another copy has sent and recorded.
 */
export function createOutbox(client: DynamoDBClient, tableName: string): Outbox {
  return {
    add: (message, withinMs) => callWithin(withinMs, () => defer(client, tableName, message)),
  };
}

async function defer(
  client: DynamoDBClient,
  tableName: string,
  message: OutboxMessage,
): Promise<OutboxAddResult> {
  const command = new PutItemCommand({
    TableName: tableName,
    Item: writeOutboxItem(message),
    ConditionExpression: "attribute_not_exists(#key) OR #expiresAt <= :now",
    ExpressionAttributeNames: { "#key": tableAttributes.key, "#expiresAt": tableAttributes.expiresAt },
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(message.deferredAt.getTime() / 1000)) } },
  });
  try {
    await client.send(command);
    return "deferred";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (message.signed && (await isOfAnotherBody(client, tableName, message))) return "altered";
    // Most likely it was an attempt of our own that deferred the message, and whose answer was lost.
    return (error.$metadata.attempts ?? 1) > 1 ? "deferred" : "known";
  }
}

/** Two bodies under one signature can have the same id. Under another signature the vendor has signed its retry anew. */
async function isOfAnotherBody(
  client: DynamoDBClient,
  tableName: string,
  { message, signed }: OutboxMessage,
): Promise<boolean> {
  const Key = { [tableAttributes.key]: { S: message.deduplicationId } };
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
  const deferred = readOutboxItem(Item);
  return deferred?.signed?.signature === signed?.signature && deferred?.signed?.body !== signed?.body;
}
