import { describe, expect, it } from "vitest";
import { runToEnd } from "../../support/command.ts";

const scripts = {
  simulate: "test/proofs/simulation/simulate-command.ts",
  chaos: "test/proofs/chaos/chaos.ts",
  fuzz: "test/proofs/fuzz/fuzz.ts",
  bench: "test/proofs/bench/bench.ts",
} as const;

describe("the command of a proof", () => {
  it.each([
    ["simulate", ["--runs", "many"], /^option '--runs <N>' argument 'many' is invalid\. It has to be/],
    ["simulate", ["--seed", "1", "--runs", "2"], /^option '--seed <N>' cannot be used with option '--runs/],
    ["simulate", ["--without", "the check"], /^--without goes with --seed/],
    ["simulate", ["--seed", "1", "--without", "luck"], /^option '--without .* 'luck' is invalid\. Allowed/],
    ["chaos", ["--seed", "today"], /^option '--seed <N>' argument 'today' is invalid\. .* \(see --help\)$/m],
    ["fuzz", ["--path", "1:0"], /^--path goes with --seed$/m],
    ["fuzz", ["--seed", "1", "--path", "a"], /^--path has to be numbers with colons between them/],
    ["fuzz", ["thales"], /^too many arguments\. .*--help/],
    ["chaos", ["--seconds", "many"], /^option '--seconds <N>' argument .* from 1 to /],
    ["bench", ["--rounds", "0"], /^option '--rounds <N>' argument .* from 1 to 100\. /],
  ] as const)("%s tells a person about %j in one line and exits with 1", async (name, args, line) => {
    const { code, stderr } = await runToEnd(scripts[name], args);
    expect([code, stderr.trimEnd().split("\n").length]).toEqual([1, 1]);
    expect(stderr).toMatch(line);
  });

  it("makes as much as it is told, and says what it met", async () => {
    const [fuzz, simulate] = await Promise.all([
      runToEnd(scripts.fuzz, ["--runs", "50", "--seed", "7"]),
      runToEnd(scripts.simulate, ["--runs", "200", "--from", "7"]),
    ]);
    expect(fuzz).toMatchObject({ code: 0, stdout: expect.stringMatching(/^50 deliveries, each sent twice/) });
    expect(simulate.code).toBe(0);
    expect(simulate.stdout).toMatch(/^Seeds 7 to 206: 200 played, .*\n0 seeds in which something is lost/);
  });

  it("says what is wrong and how to repeat it, and exits with 1", async () => {
    const { code, stdout } = await runToEnd(scripts.simulate, ["--seed", "5", "--without", "the outbox"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\d+ ms: .*^WRONG: [^\n]* is lost$/ms);
    expect(stdout).toMatch(/^To repeat it: npm run simulate -- --seed 5 --without "the outbox"\n$/m);
  });
});
