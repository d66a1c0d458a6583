import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { TLSSocket } from "node:tls";
import * as v from "valibot";
import type { LocalCertificates } from "./certificates.ts";
import { createHttpApiEvent } from "./http-api-request.ts";
import { matchRoute } from "./routes.ts";
import type { LocalRoute } from "./topology.ts";

export type Invoke = (functionId: string, event: unknown) => Promise<unknown>;

/** The largest body that an HTTP API takes, in bytes (API Gateway quotas). */
const largestBody = 10 * 1024 * 1024;

const resultSchema = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ""),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/** An HTTP API without a domain of its own. */
export function createHttpGateway(respond: RequestListener): Server {
  return createServer(respond);
}

/**
 * An HTTP API behind a mutual TLS domain. A caller that no authority of the trust store vouches for gets as far as a 403,
 * as with API Gateway; whether a trusted one may speak for a source is the function's to decide.
 */
export function createMutualTlsGateway(respond: RequestListener, { ca, server }: LocalCertificates): Server {
  const tls = {
    ca,
    cert: server.certificate,
    key: server.key,
    minVersion: "TLSv1.2",
    requestCert: true,
    rejectUnauthorized: false,
  } as const;
  return createTlsServer(tls, (request, response) => {
    if (request.socket instanceof TLSSocket && request.socket.authorized) respond(request, response);
    else answer(response, 403, "Forbidden");
  });
}

/** Answers a request as an HTTP API does: finds the route, calls its function with an event, writes what it returns. */
export function createResponder(getRoutes: () => readonly LocalRoute[], invoke: Invoke): RequestListener {
  return async (request, response) => {
    const { pathname, search } = new URL(`http://localhost${request.url ?? "/"}`);
    const method = request.method ?? "GET";
    const match = matchRoute(getRoutes(), method, pathname);
    if (!match) return answer(response, 404, "Not Found");
    const body = await readBody(request);
    if (!body) return answer(response, 413, "Request Entity Too Large");
    const event = createHttpApiEvent(
      {
        match,
        method,
        path: pathname,
        query: search.slice(1),
        protocol: `HTTP/${request.httpVersion}`,
        headers: request.headers,
        body,
        sourceAddress: request.socket.remoteAddress ?? "",
        clientCertificate: readClientCertificate(request),
      },
      new Date(),
    );
    await invoke(match.route.functionId, event).then(
      (result) => writeResult(response, result),
      () => answer(response, 500, "Internal Server Error"),
    );
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= largestBody) chunks.push(chunk);
  }
  return length <= largestBody ? Buffer.concat(chunks) : undefined;
}

function readClientCertificate({ socket }: IncomingMessage): Buffer | undefined {
  return socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
}

function writeResult(response: ServerResponse, result: unknown): void {
  const { statusCode, headers, body, isBase64Encoded } = v.parse(resultSchema, result);
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  response.writeHead(statusCode, { ...headers, "content-length": bytes.length }).end(bytes);
}

/** What API Gateway itself says. */
function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}
