import * as v from "valibot";

/** An error as AWS writes it. */
export class AwsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const schema = v.object({ __type: v.string(), message: v.optional(v.string(), "") });

/** The error that an answer of the JSON protocol holds. */
export function readAwsError(body: unknown): AwsError {
  const { __type, message } = v.parse(schema, body);
  return new AwsError(__type.replace(/^.*#/, ""), message);
}
