import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";

export interface ClientTls {
  readonly ca?: Buffer | undefined;
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** One POST, over TLS with a client certificate if there is one. Fails if nothing answers within ten seconds. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  tls: ClientTls = {},
): Promise<HttpAnswer> {
  const options: RequestOptions = {
    method: "POST",
    headers: { ...headers },
    signal: AbortSignal.timeout(10_000),
  };
  const request = url.startsWith("https:")
    ? httpsRequest(url, { ...options, ...tls })
    : httpRequest(url, options);
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, "response");
  if (!response) throw new Error("there was no answer");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
