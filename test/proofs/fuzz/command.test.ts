import { describe, expect, it } from "vitest";
import { runToEnd } from "../../support/command.ts";

const fuzz = (...args: readonly string[]) => runToEnd("test/proofs/fuzz/fuzz.ts", args);

describe("npm run fuzz", () => {
  it("makes as many deliveries as it is told", async () => {
    const { code, stdout } = await fuzz("--runs", "50", "--seed", "7");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^50 deliveries, each sent twice/)]);
  });

  it.each([
    [["--path", "1:0"], /^--path goes with --seed$/m],
    [["--seed", "1", "--path", "a"], /^--path has to be numbers with colons between them/],
    [["thales"], /^too many arguments\. .*--help/],
  ])("tells a person about %j in one line and exits with 1", async (args, line) => {
    const { code, stderr } = await fuzz(...args);
    expect([code, stderr.trimEnd().split("\n").length]).toEqual([1, 1]);
    expect(stderr).toMatch(line);
  });
});
