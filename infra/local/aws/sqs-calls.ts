import type { buildApp } from "fauxqs";
import * as v from "valibot";

/** An error as AWS writes it. */
export class AwsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls an operation of the embedded SQS; rejects with what it refuses. */
export type CallSqs = (operation: string, input: object) => Promise<unknown>;

const errorSchema = v.object({ __type: v.string(), message: v.optional(v.string(), "") });

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
    const { __type, message } = v.parse(errorSchema, body);
    throw new AwsError(__type.replace(/^.*#/, ""), message);
  };
}
