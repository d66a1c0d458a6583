import { once } from "node:events";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import type { SecureContextOptions } from "node:tls";

export interface ClientTls extends Pick<SecureContextOptions, "minVersion" | "maxVersion" | "ciphers"> {
  readonly ca?: Buffer | undefined;
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
}

export interface ReceivedResponse {
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Only Node's global agents use `NODE_USE_ENV_PROXY`. */
const directHttp = new HttpAgent({ keepAlive: true, timeout: 5000 });
const directTls = new HttpsAgent({ keepAlive: true, timeout: 5000 });
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Bypasses proxies for loopback. Fails after thirty seconds, as API Gateway does. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  tls: ClientTls = {},
  method: "POST" | "GET" = "POST",
): Promise<ReceivedResponse> {
  const { protocol, hostname } = new URL(url);
  const [send, direct] = protocol === "https:" ? [httpsRequest, directTls] : [httpRequest, directHttp];
  const agent = loopback.test(hostname) ? direct : undefined;
  const signal = AbortSignal.timeout(30_000);
  const request = send(url, { method, headers: { ...headers }, signal, agent, ...tls }).end(body);
  const [response]: IncomingMessage[] = await once(request, "response");
  if (!response) throw new Error("there was no answer");
  const { statusCode: status = 0, headers: received } = response;
  return { url, status, headers: received, body: await text(response) };
}

/** Why a request got no response. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error && "code" in error)) return "no answer";
  // Node's code if the alert comes during a write.
  const isAlert = error.code === "EPROTO" && error.message.includes("SSL alert number");
  return isAlert ? "ERR_SSL_ALERT" : String(error.code);
}

/** Whether a server ended the handshake, by a TLS alert (RFC 8446, section 6.2) or a reset. */
export function isTlsRefusal(result: number | string): boolean {
  return /^(ECONNRESET|EPIPE|ERR_SSL_.*(ALERT|CERTIFICATE).*)$/.test(String(result));
}
