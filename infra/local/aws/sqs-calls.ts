import type { buildApp } from "fauxqs";
import { readAwsError } from "./aws-error.ts";

/** Calls an operation of the embedded SQS; rejects with what it refuses. */
export type CallSqs = (operation: string, input: object) => Promise<unknown>;

export function callEmbeddedSqs(sqs: ReturnType<typeof buildApp>): CallSqs {
  return async (operation, input) => {
    const response = await sqs.inject({
      method: "POST",
      url: "/",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
      payload: JSON.stringify(input),
    });
    const body: unknown = JSON.parse(response.body);
    if (response.statusCode === 200) return body;
    throw readAwsError(body);
  };
}
