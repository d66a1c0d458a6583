import { hash } from "node:crypto";

/** In `EVENT`. */
export const originalPlace = "<original>";
const { TABLE: TableName, QUEUE_URL: QueueUrl, EVENT = "" } = process.env;

/** What `raw` and `baseline-sdk` send for a notification, as our functions do. They fill in an event that is made already. */
export function createCalls(body: string) {
  const key = hash("sha256", body);
  const expiresAt = String(Math.ceil(Date.now() / 1000) + 30 * 24 * 60 * 60);
  return {
    check: {
      TableName,
      Key: { key: { S: key } },
      ProjectionExpression: "#expiresAt, #deferred",
      ExpressionAttributeNames: { "#expiresAt": "expiresAt", "#deferred": "deferred" },
    },
    send: {
      QueueUrl,
      MessageBody: EVENT.replace(originalPlace, () => body),
      MessageGroupId: key,
      MessageDeduplicationId: key,
      MessageAttributes: {
        source: { DataType: "String", StringValue: "yoti" },
        type: { DataType: "String", StringValue: "yoti.session.v1" },
        outcome: { DataType: "String", StringValue: "ready" },
        "content-type": { DataType: "String", StringValue: "application/cloudevents+json" },
      },
    },
    record: { TableName, Item: { key: { S: key }, expiresAt: { N: expiresAt } } },
  };
}
