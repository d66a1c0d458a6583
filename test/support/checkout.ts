import { spawnSync } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";
import { type RunningCommand, startCommand } from "./command.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const folders = [".ci", "functions", "lib", "infra", "test", "docs"];
const files =
  "cdk.json package.json tsconfig.json biome.json vitest.config.ts README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md LICENSE";

/** A copy of the project, to be changed: its folder. */
export function createCheckout(): string {
  const checkout = temporaryDirectory();
  const isOurs = (path: string) => !/\/(build|cdk\.out|node_modules)(\/|$)/.test(path);
  for (const name of [...folders, ...files.split(" ")])
    cpSync(join(projectDirectory, name), join(checkout, name), { recursive: true, filter: isOurs });
  symlinkSync(join(projectDirectory, "node_modules"), join(checkout, "node_modules"));
  return checkout;
}

/** Runs a tool of the project's in a checkout to its end. Throws with what it said if it fails. */
export function runTool(checkout: string, tool: string, ...args: readonly string[]): string {
  const script = join(checkout, "node_modules", tool);
  const options = { cwd: checkout, encoding: "utf8", maxBuffer: 16 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
  if (status !== 0) throw new Error(`${tool} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** The local intake of a checkout, on any free ports. */
export async function startCheckout(checkout: string): Promise<RunningCommand> {
  const anyPorts = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0", "--inspector-port", "0"];
  const intake = startCommand("infra/commands/start.ts", anyPorts, checkout);
  await intake.prints("Ctrl-C stops everything");
  return intake;
}
