import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import * as v from "valibot";
import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";
import { createCommand, run } from "../command-line/command.ts";
import { directoryOption, parseDuration, readInput } from "../command-line/options.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";
import { localSource } from "../simulators/simulator-client.ts";

interface Options {
  readonly reference: string;
  readonly expires: Date;
  readonly keyFile?: string;
  readonly directory: string;
}

const secretSchema = v.pipe(v.string(), v.parseJson(), v.object({ sessionKey: v.string() }));

function expiry(text: string): Date {
  const milliseconds = parseDuration(text);
  if (!milliseconds) throw new InvalidArgumentError("It has to be like 90m, 12h or 30d.");
  return new Date(Date.now() + milliseconds);
}

function readKeyFile(file: string): string {
  const text = readInput(file).toString("utf8");
  // Editors and `openssl rand` append a line break.
  if (!text.trimStart().startsWith("{")) return text.replace(/\r?\n$/, "");
  const secret = v.safeParse(secretSchema, text);
  if (!secret.success) throw new UsageError(`${file} is no JSON with a "sessionKey"`);
  return secret.output.sessionKey;
}

function readLocalKey(source: string, directory: string): string {
  const endpoints = readEndpoints(resolve(directory));
  localSource(source, endpoints);
  const key = endpoints.secrets[source]?.sessionKey;
  if (key === undefined)
    throw new UsageError(`the local intake's ${source} is not authenticated by sessionToken`);
  return key;
}

function mint(source: string, { reference, expires: expiresAt, keyFile, directory }: Options): void {
  const key = keyFile === undefined ? readLocalKey(source, directory) : readKeyFile(keyFile);
  try {
    process.stdout.write(`${mintToken(key, { reference, expiresAt })}\n`);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

const command = createCommand("mint", "Mints a token for one session of a vendor, and prints it.")
  .argument("<source>", "a source with tokens for each session")
  .requiredOption("--reference <text>", "your own id of the person or case: 1 to 48 bytes in UTF-8")
  .requiredOption("--expires <time>", "how long it is valid: 90m, 12h or 30d", expiry)
  .option("--key-file <file>", "the secret's JSON or the session key; - is stdin (the local intake's)")
  .addOption(directoryOption())
  .addHelpText("after", "\nFor your own code, the package has a function (docs/operating.md).")
  .action(mint);

await run(command);
