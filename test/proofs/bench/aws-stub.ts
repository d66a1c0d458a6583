import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import * as v from "valibot";
import type { CallCount, Ports, Question } from "./aws-stub-protocol.ts";

/**
 * DynamoDB, SQS and Secrets Manager that answer at once, in a process of their own: what a contestant spends is then its
 * own work, not a service's. Only what one of the contestants asks for is answered; any other call is an error.
 */
type Item = Readonly<Record<string, unknown>>;
type Reply = { readonly status?: number; readonly body: object };

const { SECRET: secretText = "{}", KEY: key = "", CERTIFICATE: cert = "" } = process.env;
const items = new Map<string, Item>();
let calls = 0;

const attributes = v.record(v.string(), v.unknown());
const inputs = {
  key: v.object({ Key: attributes }),
  put: v.object({ Item: attributes, ConditionExpression: v.optional(v.string()) }),
  update: v.object({
    Key: attributes,
    ExpressionAttributeNames: v.record(v.string(), v.string()),
    ExpressionAttributeValues: attributes,
  }),
  send: v.object({ MessageBody: v.string() }),
  secret: v.object({ SecretId: v.string(), VersionStage: v.optional(v.string()) }),
};

const actions: Readonly<Record<string, (input: unknown) => Reply>> = {
  GetItem(input) {
    const Item = items.get(keyOf(v.parse(inputs.key, input).Key));
    return { body: Item ? { Item } : {} };
  },
  PutItem(input) {
    const { Item, ConditionExpression } = v.parse(inputs.put, input);
    const known = items.get(keyOf(Item));
    if (ConditionExpression && known) return fault("ConditionalCheckFailedException", { Item: known });
    items.set(keyOf(Item), Item);
    return { body: {} };
  },
  UpdateItem(input) {
    const { Key, ExpressionAttributeNames, ExpressionAttributeValues } = v.parse(inputs.update, input);
    const changes = Object.entries(ExpressionAttributeNames).map(([name, attribute]) => [
      attribute,
      ExpressionAttributeValues[name.replace("#", ":")],
    ]);
    items.set(keyOf(Key), { ...items.get(keyOf(Key)), ...Object.fromEntries(changes) });
    return { body: {} };
  },
  SendMessage(input) {
    const { MessageBody } = v.parse(inputs.send, input);
    const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
    return { body: { MD5OfMessageBody, MessageId: randomUUID(), SequenceNumber: "1" } };
  },
  GetSecretValue(input) {
    const { SecretId, VersionStage } = v.parse(inputs.secret, input);
    if (VersionStage === "AWSPREVIOUS") return fault("ResourceNotFoundException");
    return { body: { ARN: SecretId, Name: SecretId, VersionId: "1", SecretString: secretText } };
  },
};

/** Each table of the contestants has one key attribute, `id` or `key`. */
function keyOf(item: Item): string {
  return JSON.stringify(item.key ?? item.id);
}

function fault(__type: string, more: object = {}): Reply {
  return { status: 400, body: { __type, message: __type, ...more } };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
  calls += 1;
  const action = actions[operation];
  const { status = 200, body } = action
    ? action(JSON.parse(Buffer.concat(chunks).toString()))
    : fault("UnknownOperationException");
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}

function fill(moreKeys: number): void {
  const Item = { key: { S: "one of many" } };
  for (let count = 0; count < moreKeys; count += 1) items.set(`{"S":"filled-${items.size}"}`, Item);
}

/** Whoever asked may have ended meanwhile. */
function say(response: CallCount | Ports): void {
  process.send?.(response, () => undefined);
}

async function listen(service: string): Promise<readonly [string, number]> {
  const server = createServer({ key, cert }, (request, response) => void serve(request, response));
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address !== "object") throw new Error("no port");
  return [service, address.port];
}

/** As many addresses as AWS has hosts for these services, so that nobody shares a connection who could not on AWS. */
const ports = await Promise.all(["DYNAMODB", "SECRETS_MANAGER", "SQS"].map(listen));
process.on("message", ({ moreKeys }: Question) => {
  fill(moreKeys);
  say({ calls });
});
process.on("disconnect", () => process.exit());
say({ ports: Object.fromEntries(ports) });
