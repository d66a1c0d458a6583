import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type RunningCommand, startCommand } from "../support/command.ts";
import { childrenOfAllThreads, isAlive } from "../support/processes.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const anyPorts = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0", "--inspector-port", "0"];

/** The bundlers start before all other processes. */
async function untilBundling({ child, output }: RunningCommand): Promise<readonly number[]> {
  while (child.exitCode === null) {
    const children = childrenOfAllThreads(child.pid ?? 0);
    if (children.length > 0) return children;
    await sleep(5);
  }
  throw new Error(`the command ended before it bundled: ${output().stderr}`);
}

function createDirectories() {
  const directory = temporaryDirectory();
  const temporary = join(directory, "temporary");
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return { local: join(directory, "local"), temporary };
}

const start = "infra/commands/start.ts";
const beforeItRan = "Interrupted before the intake was running.";
const beforeItSent = "Interrupted before anything was sent.";

describe("a command that is interrupted while it bundles", () => {
  it.each([
    // A terminal's Ctrl-C also reaches the bundler. npm's reaches only the command.
    [start, "with its bundler", beforeItRan],
    [start, "alone", beforeItRan],
    ["test/proofs/chaos/chaos.ts", "with its bundler", beforeItSent],
    ["test/proofs/load/load.ts", "with its bundler", beforeItSent],
  ])("%s, %s, ends with one line and leaves nothing", async (script, how, line) => {
    const { local, temporary } = createDirectories();
    const command = startCommand(script, script === start ? [...anyPorts, "--directory", local] : []);
    const bundlers = await untilBundling(command);
    if (how !== "alone") for (const pid of bundlers) process.kill(pid, "SIGINT");
    command.child.kill("SIGINT");
    expect(await command.ends(), command.output().stderr).toBe(130);
    const said = command.output().stderr.split("\n");
    const told = said.filter((text) => text !== "" && !text.startsWith("Synthesizing"));
    expect(script === start ? told : told.slice(-1)).toEqual([line]);
    // A bundler ends once its parent has.
    await vi.waitFor(() => expect(bundlers.filter(isAlive)).toEqual([]), 5000);
    expect(readdirSync(temporary)).toEqual([]);
    if (script === start)
      expect(readdirSync(local).filter((name) => /\.(json|pem|pid)$/.test(name))).toEqual([]);
  });
});
