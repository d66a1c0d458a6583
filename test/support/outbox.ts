import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { localClientSettings } from "../../infra/endpoints/client-settings.ts";
import type { Endpoints } from "../../infra/endpoints/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";
import { tableAttributes } from "../../lib/wiring/table-attributes.ts";

/** The table's deferred keys. */
export async function readOutboxKeys(endpoints: Endpoints): Promise<string[]> {
  const client = new DynamoDBClient(localClientSettings(endpoints));
  const input = {
    TableName: endpoints.tableName,
    // `deferred` is a reserved word.
    FilterExpression: "attribute_exists(#deferred)",
    ExpressionAttributeNames: { "#deferred": tableAttributes.deferred },
    ConsistentRead: true,
  };
  const pages = await Array.fromAsync(paginateScan({ client }, input));
  client.destroy();
  return pages.flatMap(({ Items = [] }) => Items.map(({ key }) => key?.S ?? ""));
}

const reportSchema = v.object({
  found: v.number(),
  sent: v.number(),
  failed: v.number(),
  finished: v.boolean(),
});

/** Runs the relay once through Lambda's Invoke. */
export async function invokeRelay({ aws, relayFunction }: Endpoints) {
  const response = await post(`${aws}/2015-03-31/functions/${relayFunction}/invocations`, {}, "{}");
  return v.parse(reportSchema, JSON.parse(response.body));
}
