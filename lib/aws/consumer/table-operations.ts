import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { callBy, type ClientOptions, type Deadline } from "../sdk/deadline.ts";
import { limitRequests } from "../sdk/request-limits.ts";

/** Per call, with retries: a slow table must not delay the event. */
export const withinMs = 1000;
export const dayMs = 24 * 60 * 60 * 1000;

const requestHandler = limitRequests({ connectionTimeout: withinMs, requestTimeout: withinMs });

const createClient = () => new DynamoDBClient({ requestHandler });

/** By default of the environment's region, endpoint and credentials. The SDK's own `DynamoDB` would bundle every command. */
export function createTableOperations(client = createClient()) {
  const writer = createItemWriter(client);
  return {
    getItem: (input: GetItemCommandInput, deadline: Deadline) =>
      callBy(deadline, (options) => client.send(new GetItemCommand(input), options)),
    putItem: (input: PutItemCommandInput, deadline: Deadline) =>
      callBy(deadline, (options) => writer.putItem(input, options)),
  };
}

export function createItemWriter(client = createClient()) {
  return {
    putItem: (input: PutItemCommandInput, options: ClientOptions) =>
      client.send(new PutItemCommand(input), options),
  };
}
