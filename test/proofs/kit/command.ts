import { Option as CommanderOption } from "commander";
import { createCommand, run } from "../../../infra/command-line/command.ts";
import { interruptedCode } from "../../../infra/command-line/interruption.ts";
import { wholeNumber } from "../../../infra/command-line/options.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { terminalText } from "../../../infra/command-line/terminal-text.ts";
import { commandText, howToRepeat, type OptionValues } from "./command-text.ts";
import { recordEvidence } from "./evidence.ts";

interface Option {
  readonly about: string;
  /** What stands for its value in the help. An option without it is a flag. */
  readonly value?: string;
  /** The least and the largest number. */
  readonly range?: readonly [number, number];
  readonly byDefault?: number | (() => number);
}

export interface Arguments<Name extends string> {
  readonly count: (name: Name) => number;
  readonly text: (name: Name) => string | undefined;
  readonly has: (name: Name) => boolean;
}

export interface Result {
  /** In Markdown, for the terminal and for docs/evidence.md. */
  readonly report: string;
  /** Sentences about what must not be. */
  readonly problems: readonly string[];
  /** The options that repeat this run. */
  readonly options: OptionValues;
  readonly isInterrupted?: boolean;
}

export interface Proof<Name extends string> {
  readonly script: string;
  readonly summary: string;
  readonly options: Readonly<Record<Name, Option>>;
  readonly about: string;
  /** Undefined if Ctrl-C came before there was anything to report. */
  readonly run: (given: Arguments<Name>) => Promise<Result | undefined>;
}

/** Runs a proof as an npm script: exit code 1 if something must not be, or for a mistake in the command line. */
export async function proofCommand<Name extends string>(proof: Proof<Name>): Promise<void> {
  const { options, script, summary, about, run: runProof } = proof;
  const command = createCommand(script, summary)
    .option("--record", "writes the result into docs/evidence.md")
    .addHelpText("after", `\n${about}`);
  for (const [name, option] of Object.entries<Option>(options))
    command.addOption(describeOption(name, option));
  command.action(async (values: Readonly<Record<string, unknown>>) => {
    const result = await runProof(readArguments(options, values));
    if (result === undefined) tell("Interrupted before anything was sent.");
    else tellResult(script, result);
    if (result === undefined || result.isInterrupted) process.exitCode = interruptedCode;
    else if (values.record) recordEvidence(script, commandText(script, result.options), result.report);
  });
  await run(command);
}

function describeOption(name: string, { value, about, range, byDefault }: Option): CommanderOption {
  const standard = typeof byDefault === "function" ? " (random)" : ` (${byDefault})`;
  const description = `${about}${byDefault === undefined ? "" : standard}`;
  const option = new CommanderOption(`--${name}${value ? ` <${value}>` : ""}`, description);
  const [least, most] = range ?? [0, Number.MAX_SAFE_INTEGER];
  return range || byDefault !== undefined ? option.argParser(wholeNumber(least, most)) : option;
}

function readArguments<Name extends string>(
  options: Readonly<Record<Name, Option>>,
  values: Readonly<Record<string, unknown>>,
): Arguments<Name> {
  const read = (name: Name) => values[new CommanderOption(`--${name}`).attributeName()];
  return {
    text: (name) => (read(name) === undefined ? undefined : String(read(name))),
    has: (name) => read(name) !== undefined,
    count(name) {
      const given = read(name);
      const { byDefault = 0 } = options[name];
      if (typeof given === "number") return given;
      return typeof byDefault === "number" ? byDefault : byDefault();
    },
  };
}

const maxProblems = 50;

function tellResult(script: string, { report, problems, options }: Result): void {
  const named = problems
    .slice(0, maxProblems)
    .map((problem) => `WRONG: ${problem.split("\n").map(terminalText).join("\n")}\n`);
  const more = problems.length > maxProblems ? `… and ${problems.length - maxProblems} more\n` : "";
  process.stdout.write(`${report.trimEnd()}\n${named.join("")}${more}`);
  if (problems.length === 0) return;
  process.stdout.write(howToRepeat(script, options));
  process.exitCode = 1;
}
