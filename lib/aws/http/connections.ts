import { parseUrl } from "@smithy/core/protocols";
import type { HttpRequest, HttpResponse } from "@smithy/types";
import { type Connection, createConnection } from "./connection.ts";
import { createSocketOpener, type Origin } from "./open-socket.ts";
import { writeRequest } from "./request-text.ts";

export type Connections = ReturnType<typeof createConnections>;

/** Kept for the next request to the same origin, whichever service makes it. */
export function createConnections() {
  const openSocket = createSocketOpener();
  const idle = new Map<string, Connection[]>();
  const idleFor = ({ protocol, hostname, port }: Origin): Connection[] => {
    const name = `${protocol}//${hostname}:${port ?? ""}`;
    const kept = idle.get(name) ?? [];
    idle.set(name, kept);
    return kept;
  };
  return {
    /** Rejects if the response's last byte does not come in time, and if the connection fails. */
    async send(request: HttpRequest, withinMs: number): Promise<HttpResponse> {
      const text = writeRequest(request);
      const kept = idleFor(request);
      const connection = takeOpen(kept) ?? createConnection(openSocket(request));
      const response = await connection.exchange(text, withinMs).catch((error) => {
        // What has waited longer is probably lost too.
        for (const other of kept.splice(0)) other.close();
        throw error;
      });
      kept.push(connection);
      return response;
    },
    /** Connects ahead. After a failure the first request connects itself. */
    open(endpoint: string): void {
      const origin = parseUrl(endpoint);
      idleFor(origin).push(createConnection(openSocket(origin)));
    },
  };
}

/** The latest: the others have waited longer, so a server closes them first. What is closed is forgotten. */
function takeOpen(idle: Connection[]): Connection | undefined {
  for (;;) {
    const latest = idle.pop();
    if (!latest || latest.isOpen()) return latest;
  }
}
