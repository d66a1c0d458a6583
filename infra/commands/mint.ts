import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";
import { readCommandLine, runCommand } from "../command-line/command.ts";
import { parseDuration } from "../command-line/duration.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";
import { localDirectory } from "../project.ts";
import { parseSourceId } from "../simulators/simulators.ts";

const minting = vendors.filter(({ schemeNames }) => schemeNames.includes("sessionToken")).map(({ id }) => id);

const help = `npm run mint -- SOURCE --reference R --expires T [OPTIONS]   mints a token for one session of a vendor, and prints it

  --reference R     your own id of the person or case: 1 to 48 bytes in UTF-8
  --expires T       for how long it counts: 90m, 12h or 30d
  --key-file FILE   the secret's JSON, or the session key alone; - is standard input (the running local intake's)
  --directory DIR   where the local intake writes its endpoints.json (.local)
  --help            this text

Sources with tokens for each session: ${minting.join(", ")}. For code of yours, the package has a function (docs/operating.md).
`;

const options = {
  reference: { type: "string" },
  expires: { type: "string" },
  "key-file": { type: "string" },
  directory: { type: "string" },
  help: { type: "boolean" },
} as const;

const secretSchema = v.pipe(v.string(), v.parseJson(), v.object({ sessionKey: v.string() }));

function readKeyFile(file: string): string {
  const text = readText(file);
  // An editor, or `openssl rand`, ends a file with a line break.
  if (!text.trimStart().startsWith("{")) return text.replace(/\r?\n$/, "");
  const secret = v.safeParse(secretSchema, text);
  if (!secret.success) throw new UsageError(`${file} is no JSON with a "sessionKey"`);
  return secret.output.sessionKey;
}

function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch {
    throw new UsageError(`${file} is missing or not readable`);
  }
}

function readLocalKey(source: string, directory: string | undefined): string {
  const { secrets } = readEndpoints(directory ? resolve(directory) : localDirectory);
  const key = secrets[source]?.sessionKey;
  if (key === undefined)
    throw new UsageError(`the local intake's ${source} is not authenticated by sessionToken`);
  return key;
}

function readExpiry(text: string | undefined): Date {
  const milliseconds = parseDuration(text ?? "");
  if (!milliseconds)
    throw new UsageError(`--expires has to be like 90m, 12h or 30d, not "${text ?? ""}" (see --help)`);
  return new Date(Date.now() + milliseconds);
}

function mint(sessionKey: string, reference: string, expiresAt: Date): string {
  try {
    return mintToken(sessionKey, { reference, expiresAt });
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

await runCommand(async () => {
  const { values, positionals } = readCommandLine(options, true);
  if (values.help) return void process.stdout.write(help);
  const [sourceText, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`"${rest[0]}" is one word too many (see --help)`);
  const source = parseSourceId(sourceText);
  if (!minting.includes(source))
    throw new UsageError(`${source} has no tokens for each session (see --help)`);
  if (values.reference === undefined) throw new UsageError("--reference is missing (see --help)");
  const expiresAt = readExpiry(values.expires);
  const keyFile = values["key-file"];
  const key = keyFile === undefined ? readLocalKey(source, values.directory) : readKeyFile(keyFile);
  process.stdout.write(`${mint(key, values.reference, expiresAt)}\n`);
});
