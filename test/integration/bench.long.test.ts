import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runToEnd, saysOnStderr, startCommand } from "../support/command.ts";
import { childrenOf, isAlive } from "../support/processes.ts";
import { playedIds } from "../support/simulated-vendors.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const script = "test/proofs/bench/bench.ts";
const directory = temporaryDirectory();
const json = join(directory, "bench.json");
const ours = playedIds;

describe("a short run of the bench", { timeout: 120_000 }, () => {
  it("measures every contestant, and counts the AWS calls of each", async () => {
    const short = ["--rounds", "1", "--notifications", "2", "--warm-ups", "5"];
    const command = startCommand(script, [...short, "--json", json]);
    const code = await command.ends();
    expect(code, command.output().stderr).toBe(0);
    const { rows, goals, growth, ...about } = JSON.parse(readFileSync(json, "utf8"));
    expect(about).toMatchObject({ rounds: 1, notifications: 2 });
    expect(Object.keys(rows)).toEqual(["floor", "peer", ...ours]);
    const calls = (name: string) =>
      ["new", "duplicate", "refused"].map((kind) => rows[name][`${kind}, AWS calls`]?.median);
    for (const name of ours) expect([name, ...calls(name)]).toEqual([name, 3, 1, 0]);
    expect(calls("floor")).toEqual([3, 1, undefined]);
    expect(calls("peer")).toEqual([3, 1, 0]);
    for (const name of Object.keys(rows)) expectBytes(rows[name]);
    expect(goals.every(({ ratio }: { ratio?: number }) => ratio !== undefined && ratio > 0)).toBe(true);
    expect(growth.map(({ points }: { points: object[] }) => points.length)).toEqual([4, 3, 3]);
    expect(command.output().stdout).toMatch(/^Measured .*\n(.+\n)+\n\| +\| floor \| peer \| thales \|/);
  });

  it("ends at Ctrl-C and leaves no process and no file", async () => {
    const temporary = join(directory, "temporary");
    mkdirSync(temporary);
    vi.stubEnv("TMPDIR", temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const command = startCommand(script, []);
    await saysOnStderr(command, "Round 1 ");
    expect(directoriesIn(temporary)).toHaveLength(1);
    const children = childrenOf(command.child.pid ?? 0);
    expect(children.length).toBeGreaterThanOrEqual(2 + ours.length);
    command.child.kill("SIGINT");
    expect(await command.ends()).toBe(130);
    expect(children.filter(isAlive)).toEqual([]);
    expect(command.output().stdout).not.toContain("Measured");
    expect(directoriesIn(temporary)).toEqual([]);
  });
});

function directoriesIn(temporary: string): string[] {
  return readdirSync(temporary).filter((name) => name.startsWith("notification-intake-bench-"));
}

interface Spread {
  readonly median: number;
}

function expectBytes(rows: Readonly<Record<string, Spread>>): void {
  const [shipped, loaded] = [rows["bytes shipped"]?.median ?? 0, rows["bytes loaded"]?.median ?? 0];
  expect([shipped, loaded].every((bytes) => Number.isInteger(bytes) && bytes > 0)).toBe(true);
  expect(loaded).toBeLessThanOrEqual(shipped);
}

describe("npm run bench", () => {
  it.each([
    [["--help"], 0, /^npm run bench.*--rounds.*--notifications.*--warm-ups.*--json/s, /^$/],
    [["--rounds", "0"], 2, /^$/, /^--rounds has to be a whole number from 1 to 100, not "0".*\n$/],
    [["--notifications", "1.5"], 2, /^$/, /^--notifications has to be a whole number from 1 to .*\n$/],
    [["--warm-ups", "many"], 2, /^$/, /^--warm-ups has to be a whole number from 1 to 10000, .*\n$/],
    [["--json", "nowhere/bench.json"], 2, /^$/, /^nowhere\/bench\.json cannot be written to: .*--json\n$/],
    [["--json", ""], 2, /^$/, /cannot be written to: .*--json\n$/],
    [["--colour", "red"], 2, /^$/, /^Unknown option '--colour'.*--help\)\n$/],
  ] as const)("%j explains itself", async (args, code, stdout, stderr) => {
    expect(await runToEnd(script, args)).toEqual({
      code,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });
});
