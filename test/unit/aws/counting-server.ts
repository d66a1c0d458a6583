import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { close, listen } from "../../../infra/local/listen.ts";

interface SeenRequest {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that counts its requests and connections, until the test is over. */
export async function startCountingServer(
  respond: (response: ServerResponse, request: SeenRequest) => unknown,
) {
  const requests: SeenRequest[] = [];
  let connections = 0;
  const server = createServer(async (incoming, response) => {
    const { method, headers } = incoming;
    const request = { method, headers, body: await text(incoming) };
    requests.push(request);
    await respond(response, request);
  });
  server.on("connection", () => {
    connections += 1;
  });
  onTestFinished(() => close(server));
  const url = `http://127.0.0.1:${await listen(server, 0, "a server that counts")}`;
  return { url, requests, connections: () => connections };
}

/** The headers of every answer to a call. */
export function begin(response: ServerResponse, status = 200): ServerResponse {
  return response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
}

/** An answer that all operations of all clients can read. */
export function succeed(response: ServerResponse): void {
  begin(response).end("{}");
}
