import {
  errorTypeRegistries,
  GetItem$,
  PutItem$,
  Query$,
  Scan$,
  UpdateItem$,
} from "@aws-sdk/client-dynamodb";
import { AwsJson1_0Protocol } from "@aws-sdk/core/protocols";
import { DynamoDBJsonCodec2 } from "@aws-sdk/dynamodb-codec";
import type { DynamoDbOperations } from "./dynamodb-operations.ts";
import type { ServiceSettings } from "./service-settings.ts";
import { createService } from "./service.ts";

export function createDynamoDb(settings: ServiceSettings): DynamoDbOperations {
  const protocol = new AwsJson1_0Protocol({
    defaultNamespace: "com.amazonaws.dynamodb",
    errorTypeRegistries,
    serviceTarget: "DynamoDB_20120810",
    jsonCodec: new DynamoDBJsonCodec2(),
  });
  const on = createService(protocol, settings);
  return {
    getItem: on(GetItem$),
    putItem: on(PutItem$),
    updateItem: on(UpdateItem$),
    query: on(Query$),
    scan: on(Scan$),
  };
}
