import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { ParkedMessage, Parking, ParkOutcome } from "../../intake/ports.ts";
import { tableAttributes } from "../../wiring/table-attributes.ts";
import { callWithin } from "../sdk/connections.ts";
import { readParkedItem, writeParkedItem } from "./outbox-item.ts";

/**
 * Parks messages under their keys in the table. The one conditional write of the intake: a copy that parks late must not
 * make a message wait again that another copy has sent and remembered.
 */
export function createParking(client: DynamoDBClient, tableName: string): Parking {
  return {
    park: (message, withinMs) => callWithin(withinMs, () => park(client, tableName, message)),
  };
}

async function park(client: DynamoDBClient, tableName: string, message: ParkedMessage): Promise<ParkOutcome> {
  const command = new PutItemCommand({
    TableName: tableName,
    Item: writeParkedItem(message),
    ConditionExpression: "attribute_not_exists(#key) OR #expiresAt <= :now",
    ExpressionAttributeNames: { "#key": tableAttributes.key, "#expiresAt": tableAttributes.expiresAt },
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(message.parkedAt.getTime() / 1000)) } },
  });
  try {
    await client.send(command);
    return "parked";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (message.signed && (await isOfAnotherBody(client, tableName, message))) return "altered";
    // Most likely it was an attempt of our own that parked the message, and whose answer was lost.
    return (error.$metadata.attempts ?? 1) > 1 ? "parked" : "known";
  }
}

/** Two bodies under one signature can have the same id. Under another signature the vendor has signed its retry anew. */
async function isOfAnotherBody(
  client: DynamoDBClient,
  tableName: string,
  { message, signed }: ParkedMessage,
): Promise<boolean> {
  const Key = { [tableAttributes.key]: { S: message.deduplicationId } };
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
  const parked = readParkedItem(Item);
  return parked?.signed?.signature === signed?.signature && parked?.signed?.body !== signed?.body;
}
