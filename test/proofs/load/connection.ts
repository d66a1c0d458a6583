import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import type { ClientTls } from "../../../infra/simulators/post.ts";

export interface LoadRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface TimedResponse {
  readonly status: number;
  readonly body: string;
  /** From the writing of the request to the last byte of the response. */
  readonly latencyMs: number;
}

/** One TLS connection, kept from one request to the next. */
export interface Connection {
  readonly send: (request: LoadRequest) => Promise<TimedResponse>;
  /** How often it had to be opened. */
  readonly handshakes: () => number;
  readonly close: () => void;
}

const timeoutMs = 10_000;

export function openConnection(tls: ClientTls): Connection {
  const agent = new Agent({ ...tls, rejectUnauthorized: true, keepAlive: true, maxSockets: 1 });
  let handshakes = 0;
  return {
    async send({ url, headers, body }) {
      const signal = AbortSignal.timeout(timeoutMs);
      const request = httpsRequest(url, { agent, method: "POST", headers: { ...headers }, signal });
      const startedAtMs = performance.now();
      request.end(body);
      const [response]: IncomingMessage[] = await once(request, "response");
      if (!response) throw new Error("there was no response");
      const received = await text(response);
      const latencyMs = performance.now() - startedAtMs;
      if (!request.reusedSocket) handshakes += 1;
      return { status: response.statusCode ?? 0, body: received, latencyMs };
    },
    handshakes: () => handshakes,
    close: () => agent.destroy(),
  };
}
