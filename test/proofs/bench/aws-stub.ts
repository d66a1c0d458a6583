import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { createCertificates } from "../../../infra/local/gateway/certificates.ts";
import { listen } from "../../../infra/local/listen.ts";

export type AwsStub = Awaited<ReturnType<typeof startAwsStub>>;

type Item = Readonly<Record<string, unknown>>;
interface Reply {
  readonly status?: number;
  readonly body: object;
}
type Actions = Readonly<Record<string, (input: unknown) => Reply>>;

const services = ["DYNAMODB", "SECRETS_MANAGER", "SQS", "SNS"] as const;
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

/** DynamoDB, SQS, SNS and Secrets Manager answer at once, each at its own address, so a candidate spends only its own work. */
export async function startAwsStub(secret: string) {
  const { ca, server } = await createCertificates(new Date());
  const items = new Map<string, Item>();
  const actions = createActions(secret, items);
  let calls = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    calls += 1;
    // A stopped process leaves a request half sent.
    const content = await text(request).catch(() => "");
    if (content === "") return;
    const target = request.headers["x-amz-target"];
    if (target === undefined) {
      write(response, 200, "text/xml", publish(content));
      return;
    }
    const operation = String(target).split(".").at(-1) ?? "";
    const action = actions[operation] ?? (() => fault("UnknownOperationException"));
    const { status = 200, body } = action(JSON.parse(content));
    write(response, status, "application/x-amz-json-1.0", JSON.stringify(body));
  };
  const servers = services.map(() => {
    const listener = createServer({ key: server.key, cert: server.certificate }, handle);
    return Object.assign(listener, { keepAliveTimeout: 60_000 });
  });
  const ports = await Promise.all(servers.map((listener) => listen(listener, 0, "the bench's AWS")));
  const addresses = ports.map((port) => `https://localhost:${port}`);
  const endpoints = services.map((service, index) => [`AWS_ENDPOINT_URL_${service}`, addresses[index]]);
  return {
    /** A function's environment that leads to it. */
    environment: { ...Object.fromEntries(endpoints), QUEUE_URL: `${addresses[2]}/123456789012/events.fifo` },
    /** In PEM: the authority of its certificate. */
    authority: ca,
    calls: (): number => calls,
    stop(): void {
      for (const listener of servers) {
        listener.close();
        listener.closeAllConnections();
      }
    },
  };
}

/** As AWS does: with its length, not in chunks. */
function write(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}

/** SNS alone speaks the Query protocol (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). */
function publish(form: string): string {
  const { Action, TopicArn } = Object.fromEntries(new URLSearchParams(form));
  if (Action !== "Publish" || !TopicArn) throw new Error(`not a call of SNS: ${form}`);
  const result = `<MessageId>${randomUUID()}</MessageId><SequenceNumber>1</SequenceNumber>`;
  return `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>${result}</PublishResult></PublishResponse>`;
}

/** Any other call is an error. */
function createActions(secret: string, items: Map<string, Item>): Actions {
  return {
    GetItem(input) {
      const item = items.get(keyOf(v.parse(inputs.key, input).Key));
      return { body: item ? { Item: item } : {} };
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
      return { body: { ARN: SecretId, Name: SecretId, VersionId: "1", SecretString: secret } };
    },
  };
}

/** Each candidate's table has the key `id` or `key`. */
function keyOf(item: Item): string {
  return JSON.stringify(item.key ?? item.id);
}

function fault(__type: string, more: object = {}): Reply {
  return { status: 400, body: { __type, message: __type, ...more } };
}
