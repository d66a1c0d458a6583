import { describe, expect, it } from "vitest";
import { runToEnd } from "../../support/command.ts";

const fuzz = (...args: readonly string[]) => runToEnd("test/proofs/fuzz/fuzz.ts", args);

describe("npm run fuzz", () => {
  it("makes as many deliveries as it is told, and the same for the same seed", async () => {
    const [first, second] = [
      await fuzz("--runs", "300", "--seed", "7"),
      await fuzz("--runs", "300", "--seed", "7"),
    ];
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^300 deliveries, each sent twice/);
    const counts = (text: string) => text.split("\n").slice(2, -2);
    expect(counts(second.stdout)).toEqual(counts(first.stdout));
  });

  it("stops when its time is over", async () => {
    // Without its own end it would make 100,000 deliveries, and the test would be over first.
    expect(await fuzz("--seconds", "1")).toMatchObject({ code: 0 });
  });

  it.each([
    [["--runs", "0"], /^--runs has to be a whole number from 1 to/],
    [["--path", "1:0"], /^--path goes with --seed$/m],
    [["--seed", "1", "--path", "a"], /^--path has to be numbers with colons between them/],
    [["thales"], /^Unexpected argument 'thales'.*--help/],
  ])("tells a person about %j in one line and exits with 2", async (args, line) => {
    const { code, stderr } = await fuzz(...args);
    expect([code, stderr.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toMatch(line);
  });
});
