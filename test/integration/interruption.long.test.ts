import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { readEndpoints } from "../../infra/endpoints/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";
import { type RunningCommand, startCommand } from "../support/command.ts";
import { exampleBody } from "../support/examples.ts";
import { childrenOf, isAlive } from "../support/processes.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const anyPorts = ["--port", "0", "--mutual-tls-port", "0", "--aws-port", "0", "--inspector-port", "0"];

function createDirectories() {
  const directory = temporaryDirectory();
  const temporary = join(directory, "temporary");
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  return { local: join(directory, "local"), temporary };
}

async function untilItHasChildren({ child, output }: RunningCommand): Promise<readonly number[]> {
  const children = () => {
    if (child.exitCode !== null) throw new Error(`the command ended before: ${output().stderr}`);
    return childrenOf(child.pid ?? 0);
  };
  return await vi.waitUntil(() => children().length > 0 && children(), { timeout: 60_000, interval: 5 });
}

const start = "infra/commands/start.ts";
const chaos = "test/proofs/chaos/chaos.ts";
const acceptance = "infra/commands/acceptance.ts";
const beforeItRan = "Interrupted before the intake was running.";
const beforeItSent = "Interrupted before anything was sent.";

describe("a command that is interrupted", () => {
  it.each([
    // A terminal's Ctrl-C also reaches the bundler. npm's reaches only the command.
    [start, "with its bundler", beforeItRan],
    [start, "alone", beforeItRan],
    [chaos, "with its bundler", beforeItSent],
    [acceptance, "with its bundler", beforeItSent],
  ])("while it bundles, %s, %s, ends with one line and leaves nothing", async (script, how, line) => {
    const { local, temporary } = createDirectories();
    const command = startCommand(script, script === start ? [...anyPorts, "--directory", local] : []);
    // The bundlers start before all other processes.
    const bundlers = await untilItHasChildren(command);
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

  it("while it serves without its directory, which was deleted, ends well", async () => {
    const { local } = createDirectories();
    const intake = startCommand(start, [...anyPorts, "--directory", local]);
    await intake.prints("Ctrl-C stops everything");
    const { http, secrets } = readEndpoints(local);
    const headers = { authorization: `Bearer ${secrets.yoti?.token}` };
    const deliver = () => post(`${http}/yoti`, headers, exampleBody("yoti", "session-completion"));
    expect((await deliver()).status).toBe(200);
    rmSync(local, { recursive: true });
    expect((await deliver()).status).toBe(200);
    await intake.prints("duplicate");
    intake.child.kill("SIGINT");
    expect(await intake.ends()).toBe(0);
  });

  it.each([
    [acceptance, [], "passed", /^Target: the local intake of the stage example\. \d+ passed, 0 failed, /],
    ["test/proofs/bench/bench.ts", [], "Round 1 ", /^/],
  ])(
    "while it measures, %s, ends with what it has and leaves nothing",
    async (script, args, begun, printed) => {
      const { temporary } = createDirectories();
      const command = startCommand(script, args);
      await command.prints(begun, "stderr");
      const children = await untilItHasChildren(command);
      command.child.kill("SIGINT");
      expect(await command.ends()).toBe(130);
      expect(command.output().stdout).toMatch(printed);
      await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), 20_000);
      expect(readdirSync(temporary).filter((name) => name.startsWith("notification-intake-"))).toEqual([]);
    },
    300_000,
  );
});
