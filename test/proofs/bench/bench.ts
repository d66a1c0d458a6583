import { interruptedCode, watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { type Arguments, proofCommand, type Result } from "../kit/command.ts";

type Name = "rounds" | "notifications" | "warm-ups";

async function run({ count }: Arguments<Name>): Promise<Result> {
  const [rounds, notifications, warmUps] = [count("rounds"), count("notifications"), count("warm-ups")];
  void watchForInterruption().stopped.then(() => process.exit(interruptedCode));
  // These bring CDK, which a mistake at the keyboard need not wait for.
  const [{ runBench }, { writeReport }] = await Promise.all([
    import("./run-bench.ts"),
    import("./report.ts"),
  ]);
  const report = writeReport(await runBench({ rounds, notifications, warmUps, onStep: tell }));
  return { report, problems: [], options: { rounds, notifications, "warm-ups": warmUps } };
}

await proofCommand<Name>({
  script: "bench",
  summary: "what a notification costs, beside the bare AWS calls and beside Powertools with Zod",
  options: {
    rounds: { value: "N", about: "fresh processes of each candidate", range: [1, 100], byDefault: 9 },
    notifications: {
      value: "N",
      about: "of each kind in each process",
      range: [1, 10_000],
      byDefault: 300,
    },
    "warm-ups": {
      value: "N",
      about: "notifications that each process takes in before",
      range: [1, 10_000],
      byDefault: 1500,
    },
  },
  about: `Every candidate runs in processes of its own, in turns with the others, against AWS services that answer at once over
TLS. Prints medians with quartiles, and ratios between medians of the same run. Some minutes; leave the machine alone.
Ctrl-C ends it at once, without a result.
`,
  run,
});
