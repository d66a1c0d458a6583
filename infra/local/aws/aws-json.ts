import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import * as v from "valibot";
import { post } from "../../simulators/post.ts";

/** An AWS JSON error (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html). */
export class AwsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function targetOf({ headers }: IncomingMessage) {
  const [service = "", operation = ""] = String(headers["x-amz-target"] ?? "").split(".");
  return { service, operation };
}

/** Answers in the request's protocol version. */
export function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const contentType = response.req.headers["content-type"] ?? "application/x-amz-json-1.0";
  response.writeHead(status, { "content-type": contentType, ...headers }).end(JSON.stringify(body));
}

export function replyError(response: ServerResponse, status: number, type: string, message: string): void {
  reply(response, status, { __type: type, message });
}

const errorSchema = v.object({ __type: v.string(), message: v.optional(v.string(), "") });

/** Calls e.g. `AmazonSQS.SendMessage`. Rejects with `AwsError`. */
export async function callAws(
  url: string,
  target: string,
  input: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const awsHeaders = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target, ...headers };
  const response = await post(url, awsHeaders, JSON.stringify(input));
  const body: unknown = JSON.parse(response.body);
  if (response.status === 200) return body;
  const { __type, message } = v.parse(errorSchema, body);
  throw new AwsError(__type.replace(/^.*#/, ""), message);
}

/** Makes a topic or a subscription, by the Query protocol. */
export async function callSns(
  url: string,
  parameters: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(attributes).flatMap(([key, value], index) => {
    const entry = `Attributes.entry.${index + 1}`;
    return [
      [`${entry}.key`, key],
      [`${entry}.value`, value],
    ] as const;
  });
  const form = new URLSearchParams({ ...parameters, ...Object.fromEntries(entries) });
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const { status, body } = await post(url, { ...type, ...headers }, form.toString());
  if (status !== 200) throw new Error(`SNS: ${body}`);
}
