import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { close, listen, loopback } from "../../infra/local/listen.ts";

/** An imitation of AWS by others (https://docs.getmoto.org/en/latest/docs/server_mode.html). */
export interface Moto {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts an installed moto on a free port. */
export async function startMoto(variables: Readonly<Record<string, string>> = {}): Promise<Moto> {
  const port = await freePort();
  const child = spawn("moto_server", ["-H", loopback, "-p", String(port)], {
    env: { ...process.env, ...variables },
    stdio: "ignore",
  });
  const stop = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  };
  const url = `http://${loopback}:${port}`;
  await untilReady(url, child);
  return { url, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, "a test");
  await close(server);
  return port;
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt += 1) {
    const isReady = await fetch(`${url}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error("moto_server did not start");
}
