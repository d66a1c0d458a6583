import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { Server } from "node:net";
import { UsageError } from "../command-line/usage-error.ts";

/** Loopback only: no other computer reaches it. */
export const loopback = "127.0.0.1";

/** Returns the port. 0 takes any free one. */
export async function listen(server: Server, port: number, purpose: string): Promise<number> {
  server.listen(port, loopback);
  try {
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new UsageError(
        `port ${port} (${purpose}) is taken: stop what uses it, or choose another port (see --help)`,
      );
    }
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`no port was bound for ${purpose}`);
  return address.port;
}

export async function close(server: HttpServer): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
