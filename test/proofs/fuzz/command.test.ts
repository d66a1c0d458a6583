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
    expect(first.stdout).toMatch(/^seed 7\n300 deliveries in \d+ s, each sent twice \(seed 7, Node v24/);
    const counts = (text: string) => text.split("\n").slice(2, -2);
    expect(counts(second.stdout)).toEqual(counts(first.stdout));
  });

  it("stops when its time is over", async () => {
    // Without its own end it would make 100,000 deliveries, and the test would be over first.
    expect(await fuzz("--seconds", "1")).toMatchObject({ code: 0 });
  });

  it.each([
    [["--runs", "many"], /^--runs has to be a whole number from 1 to/],
    [["--runs", "0"], /^--runs has to be a whole number from 1 to/],
    [["--seconds", "1.5"], /^--seconds has to be a whole number/],
    [["--seed", "x"], /^--seed has to be a whole number/],
    [["--path", "1:0"], /^--path goes with --seed$/m],
    [["--seed", "1", "--path", "a"], /^--path has to be numbers with colons between them/],
    [["--colour"], /^Unknown option '--colour'.*--help/],
    [["thales"], /^Unexpected argument 'thales'.*--help/],
  ])("tells a person about %j in one line and exits with 1", async (args, line) => {
    const { code, stderr } = await fuzz(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("explains itself with --help", async () => {
    expect(await fuzz("--help")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^npm run fuzz/) });
  });
});
