import { createServer, type RequestListener } from "node:http";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";
import { close, listen, loopback } from "../../infra/local/listen.ts";

/** Returns the address. The server serves until the test ends. */
export async function startServer(
  listener: RequestListener,
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<string> {
  const server = createServer(listener).on("connection", onConnection);
  onTestFinished(() => close(server));
  return `http://${loopback}:${await listen(server, 0, "a test's server")}`;
}
