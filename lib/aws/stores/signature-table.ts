import type { SignatureTable } from "../../intake/ports.ts";
import type { SeenSignature } from "../../intake/seen-signatures.ts";
import { tableAttributes } from "../../wiring/table-attributes.ts";
import { within } from "../sdk/deadline.ts";
import type { DynamoDbOperations } from "../sdk/dynamodb-operations.ts";
import { isOver, writeExpiry } from "../sdk/expiry.ts";

const { key: keyName, expiresAt, signatures } = tableAttributes;
const names = { "#expiresAt": expiresAt, "#signatures": signatures };

/** One item per set of signed values. */
export function createSignatureTable(dynamoDb: DynamoDbOperations, tableName: string): SignatureTable {
  const itemOf = (key: string) => ({ TableName: tableName, Key: { [keyName]: { S: key } } });
  return {
    async find(key, now, withinMs) {
      const input = {
        ...itemOf(key),
        ProjectionExpression: "#expiresAt, #signatures",
        ExpressionAttributeNames: names,
        // Two bodies of one signature may have two ids. SQS then absorbs neither.
        ConsistentRead: true,
      };
      const { Item } = await dynamoDb.getItem(input, within(withinMs));
      return isOver(Item?.[expiresAt], now) ? [] : readAll(Item?.[signatures]?.SS);
    },
    async add(key, seen, keptUntil, withinMs) {
      const input = {
        ...itemOf(key),
        // A set ignores repeats.
        UpdateExpression: "SET #expiresAt = :expiresAt ADD #signatures :signatures",
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ":expiresAt": writeExpiry(keptUntil),
          ":signatures": { SS: [write(seen)] },
        },
        ReturnValues: "UPDATED_OLD" as const,
      };
      const { Attributes } = await dynamoDb.updateItem(input, within(withinMs));
      return readAll(Attributes?.[signatures]?.SS);
    },
  };
}

function write({ signature, body, id, until, isSent }: SeenSignature): string {
  return [signature, body, id, writeExpiry(until).N, isSent ? "sent" : "deferred"].join(" ");
}

function readAll(texts: readonly string[] = []): SeenSignature[] {
  return texts.map((text) => {
    const [signature = "", body = "", id = "", until, state] = text.split(" ");
    return { signature, body, id, until: new Date(Number(until) * 1000), isSent: state === "sent" };
  });
}
