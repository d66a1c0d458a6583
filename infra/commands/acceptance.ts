import { resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import type { Finding } from "../acceptance/check.ts";
import { createReport, describeFinding, describeReport, writeReport } from "../acceptance/report.ts";
import { runSuite } from "../acceptance/suite.ts";
import { chooseTarget, type TargetOptions } from "../acceptance/targets/choose-target.ts";
import { createCommand, run } from "../command-line/command.ts";
import { recordEvidence } from "../command-line/evidence.ts";
import { interruptedCode, unlessInterrupted, watchForInterruption } from "../command-line/interruption.ts";
import { outputsOption, wholeNumber } from "../command-line/options.ts";
import { tell } from "../command-line/progress.ts";

interface Options extends TargetOptions {
  readonly only: string;
  readonly notifications: number;
  readonly report?: string;
  readonly record?: true;
}

async function accept(options: Options): Promise<void> {
  const { isStopped } = watchForInterruption();
  await using started = new AsyncDisposableStack();
  tell("Looking for the intake, or starting it …");
  const target = await unlessInterrupted(chooseTarget(options, started), { isStopped });
  if (!target || isStopped()) {
    process.exitCode = interruptedCode;
    return tell("Interrupted before anything was sent.");
  }
  const onFinding = (finding: Finding) => tell(describeFinding(finding));
  const report = createReport(target, await runSuite(target, { ...options, onFinding, isStopped }));
  process.stdout.write(describeReport(report));
  if (options.report !== undefined) writeReport(resolve(options.report), report);
  if (isStopped()) process.exitCode = interruptedCode;
  else if (report.failed > 0 || report.passed === 0) process.exitCode = 1;
  else if (options.record) recordEvidence("acceptance", "npm run acceptance", describeReport(report));
}

function addEngine(text: string, engines: TargetOptions["engine"] = {}) {
  const [, service, url = ""] = /^(sqs|sns|dynamodb)=(.*)$/.exec(text) ?? [];
  if (service !== undefined && URL.canParse(url)) return { ...engines, [service]: url };
  throw new InvalidArgumentError("It has to be sqs, sns or dynamodb, an equals sign and an address.");
}

const targets = ["local", "endpoints", "outputs", "deploy"];
const target = (option: Option) =>
  option.conflicts(targets.filter((name) => name !== option.attributeName()));

const about = "Checks an intake from outside: by addresses, credentials and queues.";
const stages = "a stage of cdk.json (local: example, endpoints: dev, outputs: by the stack's name)";
const thrownAway = "deploys the stage as a stack of its own, with credentials made for it";

const command = createCommand("acceptance", about)
  .addOption(target(new Option("--local", "starts an intake on this computer (the default)")))
  .addOption(target(new Option("--endpoints <file>", "an intake that runs here, by its endpoints.json")))
  .addOption(target(outputsOption()))
  .addOption(target(new Option("--deploy <stage>", thrownAway)))
  .option("--destroy", "with --deploy: takes that stack down at the end, whatever happened")
  .option("--stage <name>", stages)
  .option(
    "--credentials <file>",
    "with --outputs: what each vendor holds, by source, like the secrets in endpoints.json",
  )
  .option("--cert <file>", "with --outputs: the client certificate of vendors with mutual TLS, in PEM")
  .option("--key <file>", "its key, in PEM")
  .addOption(
    new Option("--engine <service=url>", "with --local: who serves sqs, sns or dynamodb; repeatable")
      .argParser(addEngine)
      .conflicts(["endpoints", "outputs", "deploy"]),
  )
  .option("--only <text>", "only checks whose names have this text", "")
  .option(
    "--notifications <n>",
    "how many each source gets in the largest check",
    wholeNumber(1, 100_000),
    25,
  )
  .option("--report <directory>", "writes acceptance.md and acceptance.json there")
  .option("--record", "writes the result into docs/evidence.md")
  .addHelpText(
    "after",
    `
Each check is a promise. A check whose target lacks what it needs is not run, and the report says why. Exit code 1 if a check
fails. Ctrl-C leaves nothing behind. docs/operating.md says what each target needs, and what the suite changes.`,
  )
  .action(accept);

await run(command);
