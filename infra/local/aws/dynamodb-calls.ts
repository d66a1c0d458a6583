import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { duplexPair } from "node:stream";
import { json } from "node:stream/consumers";
import { readAwsError } from "./aws-error.ts";

/** Calls an operation of the embedded DynamoDB; rejects with what it refuses. */
export type CallDynamoDb = (operation: string, input: object) => Promise<unknown>;

/** Asked for by the embedded service, which does not look who signed. */
const authorization = "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local";

/**
 * Over a connection that never leaves the process: a server takes any duplex stream for one
 * (https://nodejs.org/docs/latest-v24.x/api/http.html#event-connection).
 */
export function callEmbeddedDynamoDb(dynamodb: Server): CallDynamoDb {
  return async (operation, input) => {
    const [near, far] = duplexPair();
    dynamodb.emit("connection", far);
    const request = httpRequest({
      method: "POST",
      createConnection: () => near,
      headers: {
        authorization,
        connection: "close",
        "content-type": "application/x-amz-json-1.0",
        "x-amz-date": "20261121T000000Z",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      },
    });
    request.end(JSON.stringify(input));
    const [response]: IncomingMessage[] = await once(request, "response");
    if (!response) throw new Error("DynamoDB did not answer");
    const body = await json(response);
    if (response.statusCode === 200) return body;
    throw readAwsError(body);
  };
}
