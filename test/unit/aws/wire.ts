import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { createConnections } from "../../../lib/aws/http/connections.ts";
import type { ServiceSettings } from "../../../lib/aws/sdk/service-settings.ts";
import { startServer } from "../../support/start-server.ts";

/** An AWS client's call (`GetItem`, `SendMessage`) with its JSON. */
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
/** Answers a call. On `"silence"` the wire writes nothing. */
export type Respond = (call: WireCall, response: ServerResponse) => Reply | Promise<Reply>;

export type Wire = Awaited<ReturnType<typeof startWire>>;

/** AWS's JSON protocol on its own port until the test ends. */
export async function startWire(respond: Respond) {
  const calls: WireCall[] = [];
  const requests: IncomingMessage[] = [];
  const sockets: Socket[] = [];
  const serve: RequestListener = async (request, response) => {
    requests.push(request);
    const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    const call = { operation, input: await json(request) };
    calls.push(call);
    const reply = await respond(call, response);
    if (reply === "silence") return;
    response.writeHead(reply.status, { "content-type": "application/x-amz-json-1.1", ...reply.headers });
    response.end(JSON.stringify(reply.body));
  };
  const url = await startServer(serve, (socket) => sockets.push(socket));
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  /** The real clients' settings. One attempt, so that a fault shows at once. */
  const clientSettings = { endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 };
  const readTraceId = () => undefined;
  const settings: ServiceSettings = {
    ...clientSettings,
    connections: createConnections(),
    attemptMs: 60_000,
    readTraceId,
    signingName: "dynamodb",
  };
  return { url, calls, requests, sockets, clientSettings, settings };
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
