import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Parking } from "../stores.ts";
import { tableAttributes } from "../table-attributes.ts";
import { callWithin } from "./connections.ts";
import { writeParkedItem } from "./parked-item.ts";

/**
 * Parks messages under their keys in the table. The one conditional write of the intake: a copy that parks late must not
 * make a message wait again that another copy has sent and remembered.
 */
export function createParking(client: DynamoDBClient, tableName: string): Parking {
  return {
    async park(message, withinMs) {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: writeParkedItem(message),
        ConditionExpression: "attribute_not_exists(#key) OR #expiresAt <= :now",
        ExpressionAttributeNames: { "#key": tableAttributes.key, "#expiresAt": tableAttributes.expiresAt },
        ExpressionAttributeValues: { ":now": { N: String(Math.floor(message.parkedAt.getTime() / 1000)) } },
      });
      try {
        await callWithin(withinMs, () => client.send(command));
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // Most likely it was an attempt of our own that parked the message, and whose answer was lost.
        return (error.$metadata.attempts ?? 1) > 1;
      }
    },
  };
}
