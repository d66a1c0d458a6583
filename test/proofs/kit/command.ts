import { readCommandLine, runCommand } from "../../../infra/command-line/command.ts";
import { interruptedCode } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { readWholeNumber } from "../../../infra/command-line/whole-number.ts";
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
  await runCommand(async () => {
    const { options, script } = proof;
    const types = Object.entries<Option>(options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? "boolean" : "string" } as const,
    ]);
    const flags = { record: { type: "boolean" }, help: { type: "boolean" } } as const;
    const values: Readonly<Record<string, unknown>> = readCommandLine(
      { ...Object.fromEntries(types), ...flags },
      false,
    ).values;
    if (values.help) {
      process.stdout.write(describeProof(proof));
      return;
    }
    const result = await proof.run(readArguments(options, values));
    if (result === undefined) tell("Interrupted before anything was sent.");
    else tellResult(script, result);
    if (result === undefined || result.isInterrupted) process.exitCode = interruptedCode;
    else if (values.record) recordEvidence(script, commandText(script, result.options), result.report);
  });
}

function readArguments<Name extends string>(
  options: Readonly<Record<Name, Option>>,
  values: Readonly<Record<string, unknown>>,
): Arguments<Name> {
  const text = (name: Name) => (values[name] === undefined ? undefined : String(values[name]));
  return {
    text,
    has: (name) => values[name] !== undefined,
    count(name) {
      const { range: [least, most] = [0, Number.MAX_SAFE_INTEGER], byDefault = 0 } = options[name];
      const given = text(name);
      if (given !== undefined) return readWholeNumber(given, `--${name}`, least, most);
      return typeof byDefault === "number" ? byDefault : byDefault();
    },
  };
}

const maxProblems = 50;

function tellResult(script: string, { report, problems, options }: Result): void {
  const named = problems.slice(0, maxProblems).map((problem) => `WRONG: ${problem}\n`);
  const more = problems.length > maxProblems ? `… and ${problems.length - maxProblems} more\n` : "";
  process.stdout.write(`${report.trimEnd()}\n${named.join("")}${more}`);
  if (problems.length === 0) return;
  process.stdout.write(howToRepeat(script, options));
  process.exitCode = 1;
}

function describeProof<Name extends string>({ script, summary, options, about }: Proof<Name>): string {
  const lines = Object.entries<Option>(options).map(([name, { value, about: text, byDefault }]) => {
    const standard = typeof byDefault === "function" ? " (random)" : ` (${byDefault})`;
    return [
      `--${name}${value ? ` ${value}` : ""}`,
      `${text}${byDefault === undefined ? "" : standard}`,
    ] as const;
  });
  const all = [
    ...lines,
    ["--record", "writes the result into docs/evidence.md"],
    ["--help", "this text"],
  ] as const;
  const width = Math.max(...all.map(([option]) => option.length)) + 3;
  const described = all.map(([option, text]) => `  ${option.padEnd(width)}${text}\n`);
  return `npm run ${script} [-- OPTIONS]   ${summary}\n\n${described.join("")}\n${about}`;
}
