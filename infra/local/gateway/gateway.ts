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
import { createHttpApiEvent, type HeaderLine } from "../../http-api/http-api-event.ts";
import { matchRoute, type Route } from "../../http-api/routes.ts";
import { close, listen, loopback } from "../listen.ts";
import { readBody } from "../read-body.ts";
import type { LocalCertificates } from "./certificates.ts";

export interface Gateway {
  readonly http: string;
  readonly mutualTls: string;
  /** Only if a TLS port was given. */
  readonly tls: string | undefined;
  /** Opens the routes. Before, every path is unknown. */
  readonly serve: (routes: readonly Route[], invoke: Invoke) => void;
  readonly stop: () => Promise<void>;
}

/** Resolves with what the function returned. */
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

/** What a function returns. */
export const resultSchema = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ""),
  isBase64Encoded: v.optional(v.boolean(), false),
});

export async function startGateway(ports: GatewayPorts, certificates: LocalCertificates): Promise<Gateway> {
  let respond: RequestListener = (_, response) => respondWith(response, 404, "Not Found");
  const addresses = await openListeners(ports, certificates, (request, response) =>
    respond(request, response),
  );
  return {
    ...addresses,
    serve: (routes, invoke) => {
      respond = createResponder(routes, invoke);
    },
  };
}

/** Closes all listeners if one port is taken. */
async function openListeners(
  ports: GatewayPorts,
  certificates: LocalCertificates,
  respond: RequestListener,
): Promise<Omit<Gateway, "serve">> {
  const open: Server[] = [];
  const stop = async () => {
    await Promise.all(open.map(close));
  };
  const listenOn = async (port: number, purpose: string, server: Server) => {
    const boundPort = await listen(server, port, purpose);
    open.push(server);
    return `${loopback}:${boundPort}`;
  };
  const openTls = async (port: number) =>
    `https://${await listenOn(port, "TLS", createOrdinaryTlsServer(certificates, respond))}`;
  try {
    const http = await listenOn(ports.http, "HTTP", createServer(respond));
    const mutual = await listenOn(
      ports.mutualTls,
      "mutual TLS",
      createMutualTlsServer(certificates, respond),
    );
    const tls = ports.tls === undefined ? undefined : await openTls(ports.tls);
    return { http: `http://${http}`, mutualTls: `https://${mutual}`, tls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const oldestTls = "TLSv1.2";

/** Asks for no client certificate. */
function createOrdinaryTlsServer({ server }: LocalCertificates, respond: RequestListener): Server {
  return createTlsServer({ cert: server.certificate, key: server.key, minVersion: oldestTls }, respond);
}

/** Answers 403 to a certificate of an unknown authority, like API Gateway. The function decides the rest. */
function createMutualTlsServer({ ca, server }: LocalCertificates, respond: RequestListener): Server {
  const tls = { ca, cert: server.certificate, key: server.key, minVersion: oldestTls } as const;
  return createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    if (request.socket instanceof TLSSocket && request.socket.authorized) respond(request, response);
    else respondWith(response, 403, "Forbidden");
  });
}

function createResponder(routes: readonly Route[], invoke: Invoke): RequestListener {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    const match = matchRoute(routes, request.method ?? "GET", path);
    if (!match) return respondWith(response, 404, "Not Found");
    const body = await readBody(request, maxBodyBytes);
    if (!body) return respondWith(response, 413, "Request Entity Too Large");
    const event = createHttpApiEvent({ match, path, query, body, ...readConnection(request) }, new Date());
    writeResult(response, await invoke(match.route.functionId, event));
  };
  return (request, response) => {
    respond(request, response).catch(() => respondWith(response, 500, "Internal Server Error"));
  };
}

function readConnection({ method, httpVersion, rawHeaders, socket }: IncomingMessage) {
  return {
    method: method ?? "GET",
    protocol: `HTTP/${httpVersion}`,
    headers: pairUp(rawHeaders),
    sourceAddress: socket.remoteAddress ?? "",
    clientCertificate: socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined,
  };
}

/** Node alternates names and values. */
function pairUp(rawHeaders: readonly string[]): HeaderLine[] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, rawHeaders[2 * index + 1] ?? ""]);
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
