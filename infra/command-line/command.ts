import { Command } from "commander";
import { checkTakenByNpm } from "./npm-options.ts";
import { terminalText } from "./terminal-text.ts";
import { UsageError } from "./usage-error.ts";

/** A package.json script. Wrong options print one line and exit with 1. */
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

/** A `UsageError` prints one line, any other error its stack. */
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
