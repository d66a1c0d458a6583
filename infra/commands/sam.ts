import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { vendors } from "../../functions/vendors.ts";
import { readPort, runCommand } from "../command-line/command.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { recordedClientFingerprint } from "../local/recorded-events.ts";
import { type SamFiles, writeSamFiles } from "../local/stack/sam-files.ts";
import { synthesizeSamStack } from "../local/stack/sam-stack.ts";
import { localDirectory } from "../project.ts";

const [{ id: example }] = vendors;

const help = `npm run sam -- [OPTIONS] WORDS …   synthesizes the stack and runs sam WORDS … on it

  npm run sam -- local invoke ${example} --event .local/events/${example}.json
  npm run sam -- local start-api
  npm run sam -- validate --lint

  --aws-host NAME   how a container reaches this computer         host.docker.internal
  --aws-port N      the AWS endpoint of npm run local:aws         4566
  --directory DIR   that of npm run local:aws; for SAM's files    .local
  --help            this text; after a word of SAM's, SAM's own

A function goes by its source: ${vendors.map(({ id }) => id).join(", ")}; or relay. It needs Docker, SAM (pip install aws-sam-cli) and
npm run local:aws in another terminal. Docker Engine on Linux knows no host.docker.internal, and AWS is on loopback alone:
see "SAM" in CONTRIBUTING.md.
`;

const options = {
  "aws-host": { type: "string", default: "host.docker.internal" },
  "aws-port": { type: "string", default: "4566" },
  directory: { type: "string", default: localDirectory },
} as const;

/** Takes our own options out of a command line, wherever they stand; everything else is SAM's. */
function separateArguments(args: readonly string[]) {
  const { values, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const ours = tokens.flatMap((token) => {
    if (token.kind !== "option" || !Object.hasOwn(options, token.name)) return [];
    if (token.value === undefined) throw new UsageError(`${token.rawName} needs a value (see --help)`);
    return token.inlineValue ? [token.index] : [token.index, token.index + 1];
  });
  return { values, samArguments: args.filter((_, at) => !ours.includes(at)) };
}

/** What a command of SAM's has to be told about the stack; some know nothing of any. */
function stackArguments(samArguments: readonly string[], createFiles: () => SamFiles): string[] {
  const [command, subcommand] = samArguments.filter((word) => !word.startsWith("-"));
  if (command === undefined || subcommand === "generate-event") return [];
  const files = createFiles();
  if (command !== "local") return ["--template", files.template];
  return ["--template", files.localTemplate, "--env-vars", files.environment];
}

/** Runs SAM in this terminal, and returns its exit code. */
async function runSam(args: readonly string[]): Promise<number> {
  const child = spawn("sam", args, { stdio: "inherit" });
  // Ctrl-C reaches SAM by itself; its containers have to be gone before this ends.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  try {
    const [code] = await once(child, "exit");
    return Number(code ?? 1);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing) throw new UsageError("sam is not installed: pip install aws-sam-cli (see --help)");
    throw error;
  }
}

await runCommand(async () => {
  const args = process.argv.slice(2);
  if (args[0] === "--help" || args[0] === "-h") return void process.stdout.write(help);
  const { values, samArguments } = separateArguments(args);
  if (samArguments.length === 0) throw new UsageError("what shall sam do? (see --help)");
  const port = readPort(String(values["aws-port"]), "--aws-port");
  const awsEndpoint = `http://${values["aws-host"]}:${port}`;
  const directory = resolve(String(values.directory));
  const ours = stackArguments(samArguments, () => {
    const stack = synthesizeSamStack(directory, awsEndpoint, recordedClientFingerprint(directory));
    return writeSamFiles(stack, awsEndpoint);
  });
  process.exitCode = await runSam([...samArguments, ...ours]);
});
