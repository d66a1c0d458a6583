import { hash } from "node:crypto";
import type { PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { Latest } from "../../consumer/consumer.ts";
import { callBy, type ClientOptions, within } from "../sdk/deadline.ts";
import { writeExpiry } from "../sdk/expiry.ts";
import { createItemWriter, dayMs, withinMs } from "./table-operations.ts";

export interface LatestTableOptions {
  /**
   * Needs the string partition key `key` and the time-to-live attribute `expiresAt`. Can be the seen table. Grant the
   * consumer `dynamodb:PutItem`.
   */
  readonly tableName: string;
  /** Consumers can share a table. Each has its own newest events. */
  readonly consumer: string;
  /** Days to keep a subject after its newest event. Default 30. Then an old event of it counts as new. */
  readonly retentionDays?: number | undefined;
  /**
   * A `DynamoDB` of any version 3 of `@aws-sdk/client-dynamodb`. By default uses the environment's region, endpoint and
   * credentials.
   */
  readonly client?: ItemWriter | undefined;
}

/** No commands: an older client cannot send a newer version's. A method: the versions' types differ. */
interface ItemWriter {
  putItem(input: PutItemCommandInput, options: ClientOptions): Promise<unknown>;
}

/** Keeps when the newest begun event of each subject was recorded. */
export function createLatestTable({
  tableName,
  consumer,
  retentionDays = 30,
  client = createItemWriter(),
}: LatestTableOptions): Latest {
  return {
    async begin({ source, subject, recordedtime }) {
      const recordedAtMs = { N: String(Date.parse(recordedtime)) };
      const input = {
        TableName: tableName,
        Item: {
          key: { S: `consumer/${consumer}/latest/${digestOf([source, subject])}` },
          recordedAtMs,
          expiresAt: writeExpiry(new Date(Date.now() + retentionDays * dayMs)),
        },
        // A failed event comes again with an equal time. Another event can be of the same millisecond.
        ConditionExpression: "attribute_not_exists(recordedAtMs) OR recordedAtMs <= :recordedAtMs",
        ExpressionAttributeValues: { ":recordedAtMs": recordedAtMs },
      };
      try {
        await callBy(within(withinMs), (options) => client.putItem(input, options));
        return "begun";
      } catch (error) {
        if (isConditionalCheckFailed(error)) return "superseded";
        throw error;
      }
    },
  };
}

/** A subject can be personal or a credential. JSON keeps the parts apart. */
function digestOf(parts: readonly string[]): string {
  return hash("sha256", JSON.stringify(parts));
}

/** By name: another version of the SDK has another class. */
function isConditionalCheckFailed(error: unknown): boolean {
  return error instanceof Error && error.name === "ConditionalCheckFailedException";
}
