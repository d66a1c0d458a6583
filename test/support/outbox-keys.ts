import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { localCredentials } from "../../infra/local/aws/resources.ts";
import type { Endpoints } from "../../infra/local/endpoints.ts";

/** The keys of everything that is deferred in the table at this moment. */
export async function readOutboxKeys({ aws, region, tableName }: Endpoints): Promise<string[]> {
  const client = new DynamoDBClient({ endpoint: aws, region, credentials: localCredentials });
  const keys: string[] = [];
  const pages = paginateScan(
    { client },
    { TableName: tableName, FilterExpression: "attribute_exists(deferred)", ConsistentRead: true },
  );
  for await (const { Items = [] } of pages) keys.push(...Items.map(({ key }) => key?.S ?? ""));
  client.destroy();
  return keys;
}
