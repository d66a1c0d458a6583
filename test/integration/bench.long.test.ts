import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { baselines } from "../proofs/bench/candidates.ts";
import { writeReport } from "../proofs/bench/report.ts";
import { runBench } from "../proofs/bench/run-bench.ts";
import { saysOnStderr, startCommand } from "../support/command.ts";
import { childrenOf, isAlive } from "../support/processes.ts";
import { playedIds } from "../support/simulated-vendors.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

it("the bench measures every candidate, and counts the AWS calls of each", async () => {
  const candidates = await runBench({ rounds: 1, notifications: 2, warmups: 5 }, () => undefined);
  expect([...candidates.keys()]).toEqual([...baselines, ...playedIds]);
  const calls = (name: string) =>
    ["new", "duplicate", "refused"].map((kind) => candidates.get(name)?.get(`${kind}, AWS calls`)?.median);
  for (const name of playedIds) expect([name, ...calls(name)]).toEqual([name, 3, 1, 0]);
  expect(calls("baseline-sdk")).toEqual([3, 1, undefined]);
  expect(calls("baseline-powertools")).toEqual([3, 1, 0]);
  expect(writeReport(candidates).match(/ (≤|>) \d/g)).toHaveLength(5);
}, 300_000);

it("npm run bench ends at Ctrl-C and leaves no process and no file", async () => {
  const temporary = join(temporaryDirectory(), "temporary");
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const command = startCommand("test/proofs/bench/bench.ts", []);
  await saysOnStderr(command, "Round 1 ");
  const isOurs = (name: string) => name.startsWith("notification-intake-bench-");
  expect(readdirSync(temporary).filter(isOurs)).toHaveLength(1);
  const children = childrenOf(command.child.pid ?? 0);
  command.child.kill("SIGINT");
  expect(await command.ends()).toBe(130);
  await expect.poll(() => children.filter(isAlive), { timeout: 20_000 }).toEqual([]);
  expect(readdirSync(temporary).filter(isOurs)).toEqual([]);
}, 300_000);
