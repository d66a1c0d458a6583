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
