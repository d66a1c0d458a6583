import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Option } from "commander";
import { createReport, describeFinding, describeReport, writeReport } from "../acceptance/report.ts";
import { runSuite } from "../acceptance/suite.ts";
import type { Target } from "../acceptance/target.ts";
import { runningTarget } from "../acceptance/targets/running-target.ts";
import { createCommand, run } from "../command-line/command.ts";
import { interruptedCode, unlessInterrupted, watchForInterruption } from "../command-line/interruption.ts";
import { tell } from "../command-line/progress.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";

interface Options {
  readonly endpoints?: string;
  readonly stage?: string;
  readonly only: string;
  readonly report?: string;
}

/** The local intake loads slowly, so a wrong option fails before. */
async function startLocal(stage: string, started: AsyncDisposableStack, isStopped: () => boolean) {
  tell("Synthesizing the stack, bundling its functions, starting its services …");
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-acceptance-"));
  // At the exit as well, because a second Ctrl-C ends the command.
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  started.defer(remove);
  const { startLocalTarget } = await import("../acceptance/targets/local-target.ts");
  return unlessInterrupted(startLocalTarget(directory, stage, started), { isStopped });
}

async function chooseTarget(
  options: Options,
  started: AsyncDisposableStack,
  isStopped: () => boolean,
): Promise<Target | undefined> {
  const { endpoints: file, stage } = options;
  if (file === undefined) return startLocal(stage ?? "example", started, isStopped);
  return runningTarget(`the intake of ${file}`, readEndpoints(dirname(resolve(file))), stage ?? "dev");
}

async function accept(options: Options): Promise<void> {
  const { isStopped } = watchForInterruption();
  await using started = new AsyncDisposableStack();
  const target = await chooseTarget(options, started, isStopped);
  if (!target || isStopped()) {
    process.exitCode = interruptedCode;
    return tell("Interrupted before anything was sent.");
  }
  const onFinding = (finding: Parameters<typeof describeFinding>[0]) => tell(describeFinding(finding));
  const report = createReport(target, await runSuite(target, { only: options.only, onFinding, isStopped }));
  process.stdout.write(describeReport(report));
  if (options.report !== undefined) writeReport(resolve(options.report), report);
  if (isStopped()) process.exitCode = interruptedCode;
  else if (report.failed > 0 || report.passed === 0) process.exitCode = 1;
}

const command = createCommand("acceptance", "Checks an intake from outside: addresses, credentials, queues.")
  .option("--local", "starts an intake on this computer (the default)")
  .addOption(
    new Option("--endpoints <file>", "an intake that runs here, by its endpoints.json").conflicts("local"),
  )
  .option("--stage <name>", "a stage of cdk.json, whose filters hold (example, or dev with --endpoints)")
  .option("--only <text>", "only checks whose names have this text", "")
  .option("--report <directory>", "writes acceptance.md and acceptance.json there")
  .addHelpText(
    "after",
    `
Each check is a promise. A check whose target lacks what it needs is not run, and the report says why. Exit code 1 if a check
fails. Ctrl-C leaves nothing behind.`,
  )
  .action(accept);

await run(command);
