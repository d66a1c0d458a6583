import type {
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { Operation } from "./operation.ts";

/** Named as in the SDK's own `DynamoDB`. */
export interface DynamoDbOperations {
  readonly getItem: Operation<GetItemCommandInput, GetItemCommandOutput>;
  readonly putItem: Operation<PutItemCommandInput, PutItemCommandOutput>;
  readonly updateItem: Operation<UpdateItemCommandInput, UpdateItemCommandOutput>;
  readonly query: Operation<QueryCommandInput, QueryCommandOutput>;
  readonly scan: Operation<ScanCommandInput, ScanCommandOutput>;
}
