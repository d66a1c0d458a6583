import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { Command } from "commander";
import { checkTakenByNpm } from "./npm-options.ts";
import { terminalText } from "./terminal-text.ts";
import { UsageError } from "./usage-error.ts";

/** A script of package.json. A mistake in its command line is one line on standard error and exit code 1. */
export function createCommand(script: string, description: string): Command {
  const name = script === "start" ? "npm start" : `npm run ${script}`;
  return new Command(`${name} --`)
    .description(description)
    .helpOption("-h, --help", "this text")
    .showSuggestionAfterError(false)
    .configureHelp({ helpWidth: 120 })
    .configureOutput({
      outputError: (text, write) =>
        write(`${terminalText(text.replace(/^error: /, "").trim())} (see --help)\n`),
    });
}

/** Runs a command. A `UsageError` is one line as well. Any other error ends it with a stack. */
export async function run(command: Command): Promise<void> {
  try {
    checkTakenByNpm(
      command.options.map(({ long }) => long?.replace(/^--/, "") ?? ""),
      process.env,
    );
    await command.parseAsync();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${terminalText(error.message)}\n`);
    process.exitCode = 1;
  }
}

/** Reads a command line; anything that is not in `options` is one clear line. */
export function readCommandLine<Options extends ParseArgsOptionsConfig>(
  options: Options,
  allowPositionals: boolean,
) {
  checkTakenByNpm(Object.keys(options), process.env);
  const args = process.argv.slice(2).map((arg) => (arg === "-h" ? "--help" : arg));
  try {
    return parseArgs({
      args: withNegativeNumbers(args),
      options,
      allowPositionals,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(`${describeMistake(error)} (see --help)`);
  }
}

/** `parseArgs` takes the number of `--times -1` for another option; whoever reads the option says what is wrong with it. */
function withNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const option = joined.at(-1);
    if (/^-\d/.test(arg) && option !== undefined && /^--[a-z-]+$/.test(option))
      joined.splice(-1, 1, `${option}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function describeMistake(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, unvalued] = /^Option '(--[a-z-]+)' argument is ambiguous/.exec(error.message) ?? [];
  return unvalued ? `${unvalued} needs a value` : `${error.message.split(/\. |\.?\n/)[0]}`;
}

/** Runs a command: a mistake of the user's is one line on standard error and exit code 1, anything else a stack and 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${terminalText(error.message)}\n`);
    process.exitCode = 1;
  }
}
