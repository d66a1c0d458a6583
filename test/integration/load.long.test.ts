import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { runToEnd, saysOnStderr, startCommand } from "../support/command.ts";
import { childrenOf, isAlive } from "../support/processes.ts";
import { playedIds } from "../support/simulated-vendors.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const script = "test/proofs/load/load.ts";
const directory = temporaryDirectory();
const json = join(directory, "load.json");

describe("a short run of the load", { timeout: 120_000 }, () => {
  it("finds every acknowledged notification on the queue, over connections that are kept", async () => {
    const command = startCommand(script, ["--seconds", "2", "--connections", "4", "--json", json]);
    const code = await command.ends();
    expect(code, command.output().stderr).toBe(0);
    const report = JSON.parse(readFileSync(json, "utf8"));
    const { events, latencies } = report;
    expect(report).toMatchObject({ connections: 4, handshakes: 4, errors: 0 });
    expect(events).toMatchObject({ lost: 0, doubled: 0, foreign: 0, misplaced: 0, unconfirmed: 0 });
    expect(events.acknowledged).toBeGreaterThan(0);
    expect(events.found).toBe(events.acknowledged);
    const names = ["new", "duplicate", "refused", ...playedIds, "all"];
    expect(latencies.map(({ name }: { name: string }) => name)).toEqual(names);
    for (const { count, p50, p99, p999, max } of latencies) {
      expect(count).toBeGreaterThan(0);
      expect([p50, p99, p999, max]).toEqual([p50, p99, p999, max].toSorted((a, b) => a - b));
    }
    expect(command.output().stdout).toMatch(
      /the numbers say nothing about AWS\.\nEvery acknowledged notification/,
    );
  });

  it("ends at Ctrl-C with what it has, and leaves no process", async () => {
    const command = startCommand(script, ["--seconds", "300", "--connections", "4"]);
    await saysOnStderr(command, "deliveries answered");
    const children = childrenOf(command.child.pid ?? 0);
    expect(children.length).toBeGreaterThanOrEqual(1 + vendors.length);
    command.child.kill("SIGINT");
    expect(await command.ends()).toBe(130);
    expect(command.output().stdout).toMatch(/ 0 lost, 0 doubled, /);
    expect(children.filter(isAlive)).toEqual([]);
  });
});

describe("npm run load", () => {
  it.each([
    [["--help"], 0, /^npm run load/, /^$/],
    [["--seconds", "0"], 2, /^$/, /^--seconds has to be a whole number from 1 to 300, not "0".*\n$/],
    [["--seconds", "301"], 2, /^$/, /^--seconds has to be a whole number from 1 to 300/],
    [["--connections", "many"], 2, /^$/, /^--connections has to be a whole number from 4 to 64/],
    [["--json", "nowhere/load.json"], 2, /^$/, /^nowhere\/load\.json cannot be written to: .*\n$/],
    [["--colour", "red"], 2, /^$/, /^Unknown option '--colour'.*--help\)\n$/],
  ] as const)("%j explains itself", async (args, code, stdout, stderr) => {
    expect(await runToEnd(script, args)).toEqual({
      code,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });
});
