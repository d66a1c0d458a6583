import { writeFileSync } from "node:fs";
import { readCommandLine, runCommand } from "../../infra/local/command-line/command.ts";
import { tell } from "../../infra/local/command-line/progress.ts";
import { UsageError } from "../../infra/local/command-line/usage-error.ts";

const usual = { rounds: "9", notifications: "300" } as const;

const help = `npm run bench [-- OPTIONS]   what a notification costs, beside the bare AWS calls and beside Powertools with Zod

  --rounds N          fresh processes of each contestant, from 1 to 100 (${usual.rounds})
  --notifications N   of each kind in each process, from 1 to 10000 (${usual.notifications})
  --json FILE         writes the figures there as well
  --help              this text

Every contestant runs in processes of its own, in turns with the others, against AWS services that answer at once over
TLS. Prints Markdown: medians with quartiles, and ratios between medians of the same run. Some minutes; leave the machine alone.
`;

const options = {
  rounds: { type: "string" },
  notifications: { type: "string" },
  json: { type: "string" },
  help: { type: "boolean" },
} as const;

function readCount(text: string, name: string, most: number): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > most)
    throw new UsageError(`${name} has to be a whole number from 1 to ${most}, not "${text}" (see --help)`);
  return count;
}

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const rounds = readCount(values.rounds ?? usual.rounds, "--rounds", 100);
  const notifications = readCount(values.notifications ?? usual.notifications, "--notifications", 10_000);
  // These bring CDK, which a mistake at the keyboard need not wait for.
  const [{ runBench }, { writeJson, writeReport }] = await Promise.all([
    import("./run-bench.ts"),
    import("./report.ts"),
  ]);
  const findings = await runBench({ rounds, notifications, onStep: tell });
  process.stdout.write(`${writeReport(findings)}\n`);
  if (values.json) writeFileSync(values.json, `${writeJson(findings)}\n`);
});
