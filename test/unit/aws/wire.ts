import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { close, listen } from "../../../infra/local/listen.ts";

/** One call of an AWS client, as it arrived: `GetItem`, `SendMessage` and so on, with its JSON. */
export interface WireCall {
  readonly operation: string;
  readonly input: unknown;
}

export interface WireResponse {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

type Reply = WireResponse | "silence";
/** Answers a call; with `"silence"` it never does, or has done so itself. */
export type Respond = (call: WireCall, response: ServerResponse) => Reply | Promise<Reply>;

export interface Wire {
  readonly url: string;
  readonly calls: readonly WireCall[];
  /** Of these calls, and of what only opens a connection. */
  readonly requests: readonly IncomingMessage[];
  readonly connections: () => number;
  /** Where the real clients find it; one attempt, so that a fault is a fault at once. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
}

/** The far end of AWS's JSON protocol on a port of its own, until the test is over. */
export async function startWire(respond: Respond): Promise<Wire> {
  const calls: WireCall[] = [];
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    requests.push(request);
    // What opens a connection calls nothing.
    if (request.method === "GET") return void response.end();
    const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    const call = { operation, input: await json(request) };
    calls.push(call);
    const reply = await respond(call, response);
    if (reply === "silence") return;
    response.writeHead(reply.status, { "content-type": "application/x-amz-json-1.1", ...reply.headers });
    response.end(JSON.stringify(reply.body));
  });
  server.on("connection", () => {
    connections += 1;
  });
  onTestFinished(() => close(server));
  const url = `http://127.0.0.1:${await listen(server, 0, "the wire")}`;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const settings = { endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 };
  return { url, calls, requests, connections: () => connections, settings };
}

/** Destroys a client when the test is over. */
export function forThisTest<Client extends { readonly destroy: () => void }>(client: Client): Client {
  onTestFinished(() => client.destroy());
  return client;
}

export function success(body: object = {}): WireResponse {
  return { status: 200, body };
}

/** An error as AWS's JSON protocol writes it. */
export function fault(name: string, status = 400): WireResponse {
  return { status, body: { __type: name, message: "no" } };
}
