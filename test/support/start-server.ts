import { createServer, type RequestListener } from "node:http";
import { onTestFinished } from "vitest";
import { close, listen, loopback } from "../../infra/local/listen.ts";

/** Returns the address. The server serves until the test ends. */
export async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => close(server));
  return `http://${loopback}:${await listen(server, 0, "a test's server")}`;
}
