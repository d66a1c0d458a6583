import { resolve } from "node:path";
import { createAwsApi } from "../aws-api/aws-api.ts";
import { createCommand, run } from "../command-line/command.ts";
import { directoryOption, outputsOption, wholeNumber } from "../command-line/options.ts";
import { print } from "../command-line/progress.ts";
import { deployedChecks, localChecks } from "../doctor/checks.ts";
import { runChecks } from "../doctor/finding.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";
import { readOutputs } from "../endpoints/outputs.ts";

interface Options {
  readonly outputs?: string;
  readonly perSecond?: number;
  readonly directory: string;
}

async function examine({ outputs: file, perSecond, directory }: Options): Promise<void> {
  const deployed = file ? readOutputs(file) : undefined;
  const checks = deployed
    ? deployedChecks(deployed, createAwsApi(deployed.clientSettings), new Date(), perSecond)
    : localChecks(readEndpoints(resolve(directory)));
  let actions = 0;
  for await (const { subject, text, next } of runChecks(checks)) {
    print(`${next ? "ACTION" : "ok    "}  ${subject}: ${text}${next ? `. Next: ${next}` : ""}`);
    if (next) actions += 1;
  }
  if (actions > 0) process.exitCode = 1;
}

const perSecondAbout = "deliveries a second that the quotas have to carry (100 for each source)";
const about = "Looks at an intake every day. It changes nothing, and sends no event.";

const command = createCommand("doctor", about)
  .addOption(outputsOption().conflicts("directory"))
  .option("--per-second <n>", perSecondAbout, wholeNumber(1, 1_000_000))
  .addOption(directoryOption())
  .addHelpText(
    "after",
    `
One line a finding, with what to do next. Exit code 1 if something needs action. Each source gets one POST without credentials, which
counts as refused.`,
  )
  .action(examine);

await run(command);
