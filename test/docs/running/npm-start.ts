import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Endpoints, readEndpoints } from "../../../infra/endpoints/endpoints.ts";

export interface RunningStart {
  readonly endpoints: Endpoints;
  /** Its standard output so far. */
  readonly printed: () => string;
  readonly stop: () => Promise<void>;
}

/** `npm start` in a copy of the project, on free ports, which its own variables ask for. */
export async function npmStart(project: string, environment: NodeJS.ProcessEnv): Promise<RunningStart> {
  const script = readFileSync(join(project, "infra", "local", "start.ts"), "utf8");
  const ports = [...script.matchAll(/NOTIFICATIONS_\w+_PORT/g)].map(([name]) => [name, "0"]);
  const child = spawn("npm", ["start"], {
    cwd: project,
    env: { ...environment, ...Object.fromEntries(ports) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = await untilRunning(child);
  return {
    endpoints: readEndpoints(join(project, ".local")),
    printed,
    async stop() {
      child.kill("SIGINT");
      if (child.exitCode === null) await once(child, "close");
    },
  };
}

async function untilRunning({ stdout }: ChildProcess): Promise<() => string> {
  if (!stdout) throw new Error("npm start has no standard output");
  let text = "";
  stdout.setEncoding("utf8").on("data", (piece) => {
    text += piece;
  });
  while (!text.includes("Ctrl-C stops everything.")) {
    if (stdout.readableEnded) throw new Error(`npm start has ended: ${text}`);
    await Promise.race([once(stdout, "data"), once(stdout, "end")]);
  }
  return () => text;
}
