import { Option } from "commander";
import { createCommand, run } from "../../../infra/command-line/command.ts";
import { recordEvidence } from "../../../infra/command-line/evidence.ts";
import { interruptedCode } from "../../../infra/command-line/interruption.ts";
import { wholeNumber } from "../../../infra/command-line/options.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { terminalText } from "../../../infra/command-line/terminal-text.ts";

type OptionValues = Readonly<Record<string, string | number | undefined>>;

export interface Result {
  /** In Markdown, for the terminal and for docs/evidence.md. */
  readonly report: string;
  /** One sentence for each violation. */
  readonly problems: readonly string[];
  /** The options that repeat this run. */
  readonly options: OptionValues;
  readonly isInterrupted?: boolean;
}

export interface Proof<Options> {
  readonly script: string;
  readonly summary: string;
  readonly options: readonly Option[];
  readonly about: string;
  /** Undefined if Ctrl-C came before any result. */
  readonly run: (given: Options) => Promise<Result | undefined>;
}

/** Exits with 1 for a violation or a wrong option. */
export async function proofCommand<Options>(proof: Proof<Options>): Promise<void> {
  const { script } = proof;
  const command = createCommand(script, proof.summary)
    .option("--record", "writes the result into docs/evidence.md")
    .addHelpText("after", `\n${proof.about}`);
  for (const option of proof.options) command.addOption(option);
  command.action(async (given: Options & { readonly record?: true }) => {
    const result = await proof.run(given);
    if (!result) {
      tell("Interrupted before anything was sent.");
      process.exitCode = interruptedCode;
      return;
    }
    const text = describeResult(script, result);
    process.stdout.write(text);
    if (result.problems.length > 0) process.exitCode = 1;
    if (result.isInterrupted) process.exitCode = interruptedCode;
    else if (given.record) recordEvidence(script, commandText(script, result.options), text);
  });
  await run(command);
}

export function countOption(
  name: string,
  about: string,
  [least, most]: readonly [number, number],
  byDefault?: number,
): Option {
  return new Option(`--${name} <N>`, about).argParser(wholeNumber(least, most)).default(byDefault);
}

const maxProblems = 50;

function describeResult(script: string, { report, problems, options }: Result): string {
  const named = problems
    .slice(0, maxProblems)
    .map((problem) => `WRONG: ${problem.split("\n").map(terminalText).join("\n")}\n`);
  const more = problems.length > maxProblems ? `… and ${problems.length - maxProblems} more\n` : "";
  const repeat = problems.length > 0 ? `To repeat it: ${commandText(script, options)}\n` : "";
  return `${report.trimEnd()}\n${named.join("")}${more}${repeat}`;
}

/** As a person types it, without undefined options. */
export function commandText(script: string, values: OptionValues): string {
  const options = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${quote(String(value))}`],
  );
  return [`npm run ${script}`, ...(options.length > 0 ? ["--", ...options] : [])].join(" ");
}

function quote(text: string): string {
  return /^[\w:./-]+$/.test(text) ? text : `"${text}"`;
}
