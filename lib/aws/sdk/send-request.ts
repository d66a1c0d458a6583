import type http from "node:http";
import type { Socket } from "node:net";
import { HttpResponse } from "@smithy/core/protocols";
import type { HttpRequest } from "@smithy/types";

/** Of `node:http` or of `node:https`. */
export interface Transport {
  readonly agent: http.Agent;
  readonly request: typeof http.request;
}

export const connectionTimeoutMs = 400;

/** One attempt. The limit ends with the response's last byte: a body that trickles must not hold a connection. */
export function sendRequest(
  { agent, request }: Transport,
  { hostname: host, port, method, path, headers, body }: HttpRequest,
  withinMs: number,
): Promise<{ readonly response: HttpResponse }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly response: HttpResponse }>();
  const outgoing = request({ agent, host, port, method, path, headers: toList(headers) }, (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => resolve({ response: readResponse(incoming, Buffer.concat(chunks)) }));
    incoming.on("error", reject);
  });
  const giveUp = (error: Error) => {
    reject(error);
    outgoing.destroy(error);
  };
  const timer = setTimeout(() => giveUp(timeoutError("no response in time", "ETIMEDOUT")), withinMs);
  outgoing.on("socket", (socket) => limitConnecting(socket, giveUp));
  outgoing.on("error", reject);
  outgoing.end(toText(body));
  return promise.finally(() => clearTimeout(timer));
}

/** Node takes a list as it is. It looks at each header of an object twice. */
function toList(headers: HttpRequest["headers"]): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] ?? "");
  return list;
}

/** Node writes text and headers at once, in one TLS record. */
function toText(body: HttpRequest["body"]): string | undefined {
  if (!(body instanceof Uint8Array)) return body;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}

function readResponse({ statusCode = 0, headers }: http.IncomingMessage, body: Buffer): HttpResponse {
  const texts: HttpResponse["headers"] = {};
  for (const name in headers) texts[name] = String(headers[name]);
  return new HttpResponse({ statusCode, headers: texts, body });
}

function limitConnecting(socket: Socket, giveUp: (error: Error) => void): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => giveUp(timeoutError("no connection in time")), connectionTimeoutMs);
  const stop = () => clearTimeout(timer);
  socket.once("connect", stop).once("close", stop);
}

/** As the SDK's own handler names it. Its retry rules know the name. */
function timeoutError(message: string, code?: string): Error {
  return Object.assign(new Error(message), { name: "TimeoutError", ...(code ? { code } : {}) });
}
