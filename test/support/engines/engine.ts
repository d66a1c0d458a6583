import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { listen, loopback } from "../../../infra/local/listen.ts";
import { type RunningCommand, startProgram } from "../command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const startLimitMs = 60_000;

/** Starts a program that listens on loopback, at the port that it is told. It ends with the test. Returns its address. */
export async function startEngine(
  port: number,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const directory = temporaryDirectory();
  const command = startProgram(program, args, directory, { ...process.env, TMPDIR: directory, ...env });
  onTestFinished(async () => {
    command.child.kill();
    await command.ends();
  });
  await untilListening(command, port);
  return `http://${loopback}:${port}`;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, "an engine");
  server.close();
  await once(server, "close");
  return port;
}

async function untilListening({ child, output }: RunningCommand, port: number): Promise<void> {
  const endsAtMs = Date.now() + startLimitMs;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > endsAtMs)
      throw new Error(`${child.spawnfile} does not listen: ${output().stderr.slice(-2000)}`);
    await sleep(100);
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, loopback);
  const isOpen = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
