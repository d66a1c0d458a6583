import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { post } from "../../infra/simulators/post.ts";
import { record } from "./records.ts";
import { startServer } from "./start-server.ts";

interface Faults {
  /** Whether the nth delivery is answered and goes no further. */
  readonly isLost?: (number: number) => boolean;
  /** Whether a refusal becomes a success. */
  readonly acceptsAll?: boolean;
}

/** An intake's address with a fault before it. */
export function startFaultyProxy(address: string, { isLost, acceptsAll }: Faults): Promise<string> {
  let number = 0;
  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    record("bodies", body.toString());
    number += 1;
    if (isLost?.(number)) return void response.end();
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const answer = await post(`${address}${request.url}`, Object.fromEntries(texts), body);
    if (acceptsAll && answer.status === 401) return void response.end();
    response.writeHead(answer.status, { "content-type": answer.headers["content-type"] ?? "text/plain" });
    response.end(answer.body);
  }
  return startServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  });
}
