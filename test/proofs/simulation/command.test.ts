import { describe, expect, it } from "vitest";
import { runToEnd } from "../../support/command.ts";

const simulate = (...args: readonly string[]) => runToEnd("test/proofs/simulation/simulate-command.ts", args);

describe("npm run simulate", () => {
  it("plays as many seeds as it is told, and says what it met", async () => {
    const { code, stdout } = await simulate("--runs", "200", "--from", "7");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Seeds 7 to 206: 200 played, .*\n0 seeds in which something is lost/);
  });

  it("tells one seed step by step, and how to repeat it without a protection", async () => {
    expect(await simulate("--seed", "5")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+ ms: .*\nnothing is wrong\n$/s),
    });
    const { code, stdout } = await simulate("--seed", "5", "--without", "the outbox");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^WRONG: .* is lost$/m);
    expect(stdout).toMatch(/^To repeat it: npm run simulate -- --seed 5 --without "the outbox"\n$/m);
  });

  it.each([
    [
      ["--runs", "many"],
      /^option '--runs <N>' argument 'many' is invalid\. It has to be a whole number from 1 to/,
    ],
    [["--seed", "1", "--runs", "2"], /^--seed plays one seed: --runs does not go with it/],
    [["--without", "the check"], /^--without goes with --seed/],
    [["--seed", "1", "--without", "luck"], /^there is no protection "luck": choose one of /],
  ])("tells a person about %j in one line and exits with 1", async (args, line) => {
    const { code, stderr } = await simulate(...args);
    expect([code, stderr.trimEnd().split("\n").length]).toEqual([1, 1]);
    expect(stderr).toMatch(line);
  });
});
