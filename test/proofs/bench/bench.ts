import { interruptedCode, watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { countOption, proofCommand } from "../kit/command.ts";

await proofCommand<{ rounds: number; notifications: number; warmups: number }>({
  script: "bench",
  summary: "what a notification costs, beside the bare AWS calls and beside Powertools with Zod",
  options: [
    countOption("rounds", "fresh processes of each candidate", [1, 100], 9),
    countOption("notifications", "of each kind in each process", [1, 10_000], 300),
    countOption(
      "warmups",
      "notifications that each process takes in before, and as many copies",
      [1, 10_000],
      1500,
    ),
  ],
  about: `Every candidate runs in processes of its own, in turns with the others, against AWS services that answer at once over
TLS. Prints medians with quartiles, and ratios between medians of the same run. Some minutes; leave the machine alone.
Ctrl-C ends it at once, without a result.
`,
  async run({ rounds, notifications, warmups }) {
    const options = { rounds, notifications, warmups };
    void watchForInterruption().stopped.then(() => process.exit(interruptedCode));
    // This loads CDK, so a wrong option fails before it.
    const { runBench } = await import("./run-bench.ts");
    const { writeReport } = await import("./report.ts");
    return { report: writeReport(await runBench(options, tell)), problems: [], options };
  },
});
