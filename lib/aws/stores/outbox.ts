import {
  ConditionalCheckFailedException,
  type QueryCommandInput,
  type ScanCommandInput,
} from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { Outbox, OutboxAddResult, OutboxMessage } from "../../intake/ports.ts";
import type { OutboxEntry, OutboxReader } from "../../outbox/outbox-relay.ts";
import { outboxIndex, tableAttributes } from "../../wiring/table-attributes.ts";
import { type Deadline, within } from "../sdk/deadline.ts";
import type { DynamoDbOperations } from "../sdk/dynamodb-operations.ts";
import { readOutboxItem, writeOutboxItem } from "./outbox-item.ts";

const { key: keyName, expiresAt, deferred, groupId } = tableAttributes;
const pageSize = 200;
/** Of up to 1 MB. A source behind them is seen when those before it have been sent. */
const maxSourcePages = 20;
const sourceItems = v.array(
  v.pipe(
    v.object({ [deferred]: v.object({ S: v.string() }) }),
    v.transform((item) => item[deferred].S),
  ),
);
const entries = v.array(
  v.pipe(
    v.object({ [keyName]: v.object({ S: v.string() }), [groupId]: v.object({ S: v.string() }) }),
    v.transform((item): OutboxEntry => ({ key: item[keyName].S, groupId: item[groupId].S })),
  ),
);

/** Separate from the reader: intake bundles stay small. */
export function createOutbox(dynamoDb: DynamoDbOperations, tableName: string): Outbox {
  return { add: (message, withinMs) => add(dynamoDb, tableName, message, within(withinMs)) };
}

export function createOutboxReader(dynamoDb: DynamoDbOperations, tableName: string): OutboxReader {
  return {
    sources: (pageWithinMs) => listSources(dynamoDb, tableName, pageWithinMs),
    async *list(source, pageWithinMs) {
      let startKey: QueryCommandInput["ExclusiveStartKey"];
      do {
        const input = {
          TableName: tableName,
          IndexName: outboxIndex,
          KeyConditionExpression: "#deferred = :source",
          ExpressionAttributeNames: { "#deferred": deferred },
          ExpressionAttributeValues: { ":source": { S: source } },
          Limit: pageSize,
          ExclusiveStartKey: startKey,
        };
        const page = await dynamoDb.query(input, within(pageWithinMs));
        yield v.parse(entries, page.Items ?? []);
        startKey = page.LastEvaluatedKey;
      } while (startKey);
    },
    read: (key, withinMs) => read(dynamoDb, tableName, key, within(withinMs)),
  };
}

/** A scan knows no order. A source's messages are queried. */
async function listSources(
  dynamoDb: DynamoDbOperations,
  tableName: string,
  pageWithinMs: number,
): Promise<string[]> {
  const sources = new Set<string>();
  let startKey: ScanCommandInput["ExclusiveStartKey"];
  for (let page = 0; page < maxSourcePages && (page === 0 || startKey); page += 1) {
    const input = {
      TableName: tableName,
      IndexName: outboxIndex,
      ProjectionExpression: "#deferred",
      ExpressionAttributeNames: { "#deferred": deferred },
      ExclusiveStartKey: startKey,
    };
    const { Items = [], LastEvaluatedKey } = await dynamoDb.scan(input, within(pageWithinMs));
    for (const source of v.parse(sourceItems, Items)) sources.add(source);
    startKey = LastEvaluatedKey;
  }
  return [...sources];
}

/**
 * The intake's only conditional write. Without the condition, a late copy could restore a message that another copy
 * has sent and recorded.
 */
async function add(
  dynamoDb: DynamoDbOperations,
  tableName: string,
  message: OutboxMessage,
  deadline: Deadline,
): Promise<OutboxAddResult> {
  const input = {
    TableName: tableName,
    Item: writeOutboxItem(message),
    ConditionExpression: "attribute_not_exists(#key) OR #expiresAt <= :now",
    ExpressionAttributeNames: { "#key": keyName, "#expiresAt": expiresAt },
    ExpressionAttributeValues: { ":now": { N: String(Math.floor(message.deferredAt.getTime() / 1000)) } },
  };
  try {
    await dynamoDb.putItem(input, deadline);
    return "deferred";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const compared = message.signed && (await compareWithWaiting(dynamoDb, tableName, message, deadline));
    if (compared === "altered") return compared;
    // After an SDK retry: the first attempt probably wrote it, and its answer was lost.
    if ((error.$metadata.attempts ?? 1) > 1) return "deferred";
    return compared ?? "known";
  }
}

/** Two bodies under one signature can have one id. A new signature means that the vendor signed its retry anew. */
async function compareWithWaiting(
  dynamoDb: DynamoDbOperations,
  tableName: string,
  { message, signed }: OutboxMessage,
  deadline: Deadline,
): Promise<"waiting" | "altered" | undefined> {
  const other = await read(dynamoDb, tableName, message.deduplicationId, deadline);
  if (other?.signed?.signature !== signed?.signature) return undefined;
  return other?.signed?.body === signed?.body ? "waiting" : "altered";
}

async function read(
  dynamoDb: DynamoDbOperations,
  tableName: string,
  key: string,
  deadline: Deadline,
): Promise<OutboxMessage | undefined> {
  const input = {
    TableName: tableName,
    Key: { [keyName]: { S: key } },
    // A just-sent message must not look deferred.
    ConsistentRead: true,
  };
  const { Item } = await dynamoDb.getItem(input, deadline);
  return readOutboxItem(Item);
}
