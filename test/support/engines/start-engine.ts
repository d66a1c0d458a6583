import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { promisify } from "node:util";
import { onTestFinished, vi } from "vitest";
import { close, listen, loopback } from "../../../infra/local/listen.ts";
import { startProgram } from "../command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

/** Starts a program that listens on loopback, at the port that it is told. It ends with the test. */
export async function startEngine(
  port: number,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const directory = temporaryDirectory();
  const command = startProgram(program, args, directory, { ...process.env, TMPDIR: directory, ...env });
  onTestFinished(async () => {
    command.child.kill();
    await command.ends();
  });
  const reach = async () => {
    const socket = connect(port, loopback);
    await once(socket, "connect").finally(() => socket.destroy());
  };
  await vi.waitFor(reach, { timeout: 60_000, interval: 100 }).catch(() => {
    throw new Error(`${program} does not listen: ${command.output().stderr.slice(-2000)}`);
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, "an engine");
  await close(server);
  return port;
}

/** Rejects where the tool or its registry is missing. */
export async function install(tool: string, args: readonly string[], cwd?: string): Promise<void> {
  await promisify(execFile)(tool, args, { cwd, timeout: 180_000 });
}
