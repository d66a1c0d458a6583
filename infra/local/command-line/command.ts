import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

/** Reads a command line; anything that is not in `options` is one clear line. */
export function readCommandLine<Options extends ParseArgsOptionsConfig>(
  options: Options,
  allowPositionals: boolean,
) {
  try {
    return parseArgs({ options, allowPositionals, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split(/\. |\.?\n/)[0] : String(error);
    throw new UsageError(`${message} (see --help)`);
  }
}

/** Runs a command: a mistake of the user's is one line on standard error and exit code 2, anything else a stack and 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

export function readPort(text: string, name: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`${name} has to be a port from 0 (any free one) to 65535, not "${text}"`);
  }
  return port;
}
