import {
  errorTypeRegistries,
  GetItem$,
  type GetItemCommandInput,
  type GetItemCommandOutput,
  PutItem$,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  Query$,
  type QueryCommandInput,
  type QueryCommandOutput,
  UpdateItem$,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { AwsJson1_0Protocol } from "@aws-sdk/core/protocols";
import { DynamoDBJsonCodec2 } from "@aws-sdk/dynamodb-codec";
import type { ServiceSettings } from "./service-settings.ts";
import { createService, type Operation } from "./service.ts";

/** Our operations, named as in the SDK's own `DynamoDB`. */
export interface DynamoDbOperations {
  readonly getItem: Operation<GetItemCommandInput, GetItemCommandOutput>;
  readonly putItem: Operation<PutItemCommandInput, PutItemCommandOutput>;
  readonly updateItem: Operation<UpdateItemCommandInput, UpdateItemCommandOutput>;
  readonly query: Operation<QueryCommandInput, QueryCommandOutput>;
}

export function createDynamoDb(settings: ServiceSettings): DynamoDbOperations {
  const protocol = new AwsJson1_0Protocol({
    defaultNamespace: "com.amazonaws.dynamodb",
    errorTypeRegistries,
    serviceTarget: "DynamoDB_20120810",
    jsonCodec: new DynamoDBJsonCodec2(),
  });
  const on = createService(protocol, settings);
  return { getItem: on(GetItem$), putItem: on(PutItem$), updateItem: on(UpdateItem$), query: on(Query$) };
}
