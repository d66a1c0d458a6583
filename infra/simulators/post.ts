import { once } from "node:events";
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";

export interface ClientTls {
  readonly ca?: Buffer | undefined;
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Only Node's global agents use `NODE_USE_ENV_PROXY`. */
const direct = {
  http: new HttpAgent({ keepAlive: true, timeout: 5000 }),
  https: new HttpsAgent({ keepAlive: true, timeout: 5000 }),
};
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Bypasses proxies for loopback. Fails after ten seconds. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  tls: ClientTls = {},
): Promise<ReceivedResponse> {
  const options: RequestOptions = {
    method: "POST",
    headers: { ...headers },
    signal: AbortSignal.timeout(10_000),
  };
  const isLocal = loopback.test(new URL(url).hostname);
  const request = url.startsWith("https:")
    ? httpsRequest(url, { ...options, ...tls, agent: isLocal ? direct.https : undefined })
    : httpRequest(url, { ...options, agent: isLocal ? direct.http : undefined });
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, "response");
  if (!response) throw new Error("there was no answer");
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}
