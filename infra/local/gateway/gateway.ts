import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { TLSSocket } from "node:tls";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as v from "valibot";
import { createHttpApiEvent } from "../../http-api/http-api-event.ts";
import { matchRoute, type Route } from "../../http-api/routes.ts";
import { close, listen, loopback } from "../listen.ts";
import { readBody } from "../read-body.ts";
import type { LocalCertificates } from "./certificates.ts";

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

type Invoke = (functionId: string, event: APIGatewayProxyEventV2) => Promise<unknown>;

/** 0 = any free one. */
export interface GatewayPorts {
  readonly http: number;
  readonly mutualTls: number;
  /** Without it, vendors without client certificates use HTTP. */
  readonly tls?: number;
}

/** An API Gateway quota. */
const maxBodyBytes = 10 * 1024 * 1024;

export const resultSchema = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ""),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/** Closes all listeners if one port is taken. */
export async function startGateway(ports: GatewayPorts, { ca, server }: LocalCertificates) {
  let respond: RequestListener = (_, response) => respondWith(response, 404, "Not Found");
  const listener: RequestListener = (request, response) => respond(request, response);
  const identity = { cert: server.certificate, key: server.key, minVersion: "TLSv1.2" } as const;
  const askForCertificate = { ...identity, ca, requestCert: true, rejectUnauthorized: false };
  await using started = new AsyncDisposableStack();
  const open = async (server: Server, port: number, purpose: string) => {
    started.defer(() => close(server));
    return `${loopback}:${await listen(server, port, purpose)}`;
  };
  const http = `http://${await open(createServer(listener), ports.http, "HTTP")}`;
  const mutual = createTlsServer(askForCertificate, onlyTrusted(listener));
  const mutualTls = `https://${await open(mutual, ports.mutualTls, "mutual TLS")}`;
  const ordinary = createTlsServer(identity, listener);
  const tls = ports.tls === undefined ? undefined : `https://${await open(ordinary, ports.tls, "TLS")}`;
  const running = started.move();
  return {
    http,
    mutualTls,
    tls,
    /** Opens the routes. Before, every path is unknown. */
    serve(routes: readonly Route[], invoke: Invoke): void {
      respond = createResponder(routes, invoke);
    },
    stop: () => running.disposeAsync(),
  };
}

/** Answers 403 to a certificate of an unknown authority, like API Gateway. The function decides the rest. */
function onlyTrusted(respond: RequestListener): RequestListener {
  return (request, response) => {
    if (request.socket instanceof TLSSocket && request.socket.authorized) respond(request, response);
    else respondWith(response, 403, "Forbidden");
  };
}

function createResponder(routes: readonly Route[], invoke: Invoke): RequestListener {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    const match = matchRoute(routes, request.method ?? "GET", path);
    if (!match) return respondWith(response, 404, "Not Found");
    const body = await readBody(request, maxBodyBytes);
    if (!body) return respondWith(response, 413, "Request Entity Too Large");
    const event = createHttpApiEvent({ match, path, query, body, ...readConnection(request) }, new Date());
    writeResult(response, await invoke(match.functionId, event));
  };
  return (request, response) => {
    respond(request, response).catch(() => respondWith(response, 500, "Internal Server Error"));
  };
}

function readConnection({ method, httpVersion, headersDistinct, socket }: IncomingMessage) {
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value) => [name, value] as const),
  );
  return {
    method: method ?? "GET",
    protocol: `HTTP/${httpVersion}`,
    headers,
    sourceAddress: socket.remoteAddress ?? "",
    clientCertificate: socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined,
  };
}

function writeResult(response: ServerResponse, result: unknown): void {
  const { statusCode, headers, body, isBase64Encoded } = v.parse(resultSchema, result);
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  response.writeHead(statusCode, { ...headers, "content-length": bytes.length }).end(bytes);
}

/** API Gateway's own responses. */
function respondWith(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}
