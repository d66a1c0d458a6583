import { writeFileSync } from "node:fs";
import { readCommandLine, runCommand } from "../../../infra/command-line/command.ts";
import {
  interruptedCode,
  unlessInterrupted,
  watchForInterruption,
} from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { readWholeNumber } from "../../../infra/command-line/whole-number.ts";
import { checkWritable } from "../../../infra/command-line/writable-file.ts";

const usual = { rounds: "9", notifications: "300", "warm-ups": "1500" } as const;

const help = `npm run bench [-- OPTIONS]   what a notification costs, beside the bare AWS calls and beside Powertools with Zod

  --rounds N          fresh processes of each contestant, from 1 to 100 (${usual.rounds})
  --notifications N   of each kind in each process, from 1 to 10000 (${usual.notifications})
  --warm-ups N        notifications that each process takes in before, from 1 to 10000 (${usual["warm-ups"]})
  --json FILE         writes the figures there as well
  --help              this text

Every contestant runs in processes of its own, in turns with the others, against AWS services that answer at once over
TLS. Prints Markdown: medians with quartiles, and ratios between medians of the same run. Some minutes; leave the machine alone.
Ctrl-C ends it at once, without a result.
`;

const options = {
  rounds: { type: "string" },
  notifications: { type: "string" },
  "warm-ups": { type: "string" },
  json: { type: "string" },
  help: { type: "boolean" },
} as const;

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const readCount = (name: keyof typeof usual, most: number) =>
    readWholeNumber(values[name] ?? usual[name], `--${name}`, 1, most);
  const rounds = readCount("rounds", 100);
  const notifications = readCount("notifications", 10_000);
  const warmUps = readCount("warm-ups", 10_000);
  if (values.json !== undefined) checkWritable(values.json, "--json");
  const interruption = watchForInterruption();
  // These bring CDK, which a mistake at the keyboard need not wait for.
  const [{ runBench }, { writeJson, writeReport }, { stopAll }] = await Promise.all([
    import("./run-bench.ts"),
    import("./report.ts"),
    import("./processes.ts"),
  ]);
  const running = runBench({ rounds, notifications, warmUps, onStep: tell });
  const findings = await Promise.race([unlessInterrupted(running, interruption), interruption.stopped]);
  if (!findings) {
    await stopAll();
    process.exit(interruptedCode);
  }
  process.stdout.write(`${writeReport(findings)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${writeJson(findings)}\n`);
});
