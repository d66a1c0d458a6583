import { createHmac, hash } from "node:crypto";
import { Agent, request } from "node:https";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { createCalls } from "../calls.ts";

/** The least that the calls of a new notification can cost: `baseline-sdk`'s requests, signed. It parses no response. */
const { AWS_REGION: region, AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secretKey } = process.env;
const token = process.env.AWS_SESSION_TOKEN ?? "";
const dynamodb = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? "");
const sqs = new URL(process.env.AWS_ENDPOINT_URL_SQS ?? "");
const agent = new Agent({ keepAlive: true });
const signingKeys = new Map<string, Buffer>();
const type = "application/x-amz-json-1.0";
const signedHeaders = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";

export async function handler({ body = "" }: APIGatewayProxyEventV2) {
  const { check, send, record } = createCalls(body);
  const found = await call(dynamodb, "dynamodb", "DynamoDB_20120810.GetItem", check);
  // Without an item the response is `{}`.
  if (found > 2) return { statusCode: 200 };
  await call(sqs, "sqs", "AmazonSQS.SendMessage", send);
  await call(dynamodb, "dynamodb", "DynamoDB_20120810.PutItem", record);
  return { statusCode: 200 };
}

/** The length of the response. */
function call(
  { hostname, port, host }: URL,
  service: string,
  target: string,
  input: object,
): Promise<number> {
  const body = JSON.stringify(input);
  const headers = sign(service, host, target, body);
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method: "POST", path: "/", headers }, (response) => {
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(length) : reject(new Error(`status ${response.statusCode}`)),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
function sign(service: string, host: string, target: string, body: string) {
  const time = new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers = `content-type:${type}\nhost:${host}\nx-amz-date:${time}\nx-amz-security-token:${token}\nx-amz-target:${target}\n`;
  const canonical = `POST\n/\n\n${headers}\n${signedHeaders}\n${hash("sha256", body)}`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash("sha256", canonical)}`;
  const signature = createHmac("sha256", signingKey(scope)).update(text).digest("hex");
  return {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    host,
    "x-amz-date": time,
    "x-amz-security-token": token,
    "x-amz-target": target,
    authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

function signingKey(scope: string): Buffer {
  const known = signingKeys.get(scope);
  if (known) return known;
  const add = (key: string | Buffer, part: string) => createHmac("sha256", key).update(part).digest();
  const made = scope.split("/").reduce(add, Buffer.from(`AWS4${secretKey}`));
  signingKeys.set(scope, made);
  return made;
}
