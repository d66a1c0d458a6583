import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import type { Endpoints } from "../../infra/endpoints/endpoints.ts";
import { tableAttributes } from "../../lib/wiring/table-attributes.ts";

/** The table's deferred keys. */
export async function readOutboxKeys({ aws, region, tableName }: Endpoints): Promise<string[]> {
  const client = new DynamoDBClient({ endpoint: aws, region, credentials: localCredentials });
  const keys: string[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      // `deferred` is a reserved word.
      FilterExpression: "attribute_exists(#deferred)",
      ExpressionAttributeNames: { "#deferred": tableAttributes.deferred },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) keys.push(...Items.map(({ key }) => key?.S ?? ""));
  client.destroy();
  return keys;
}
