import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Outcome } from "../entry.ts";
import type { Workspace } from "./workspace.ts";

export interface Step {
  readonly text: string;
  /** Where its calls of AWS go. */
  readonly awsUrl: string;
}

/** Version 1 of the AWS CLI reads no address of SQS from the environment. An address in the command itself is the one used. */
const prelude = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }';

/**
 * Runs commands one after the other in one shell, so that each finds the variables and files of those before it.
 * Undefined is what the shell did not get to: a variable that nobody has set ends it.
 */
export async function runScript(
  { project, output }: Workspace,
  steps: readonly Step[],
  environment: NodeJS.ProcessEnv,
): Promise<readonly (Outcome | undefined)[]> {
  const script = steps.map((step, at) => writeStep(step, join(output, String(at))));
  const file = join(output, "script.sh");
  writeFileSync(file, [prelude, ...script, ""].join("\n"));
  const options = { cwd: project, env: environment, timeout: 240_000 };
  // Whether it came to its end is to be seen by what each command has left.
  await promisify(execFile)("bash", ["-euo", "pipefail", file], options).catch(() => undefined);
  return steps.map((_, at) => readOutcome(join(output, String(at))));
}

function writeStep({ text, awsUrl }: Step, path: string): string {
  return `export AWS_ENDPOINT_URL='${awsUrl}'; code=0
{ ${text}
} >'${path}.stdout' 2>'${path}.stderr' </dev/null || code=$?
echo "$code" >'${path}.code'`;
}

function readOutcome(path: string): Outcome | undefined {
  if (!existsSync(`${path}.stdout`)) return undefined;
  const [stdout = "", stderr = ""] = ["stdout", "stderr"].map((kind) =>
    readFileSync(`${path}.${kind}`, "utf8"),
  );
  // What a shell says of a command that it could not run.
  const code = existsSync(`${path}.code`) ? Number(readFileSync(`${path}.code`, "utf8")) : 127;
  return { code, stdout, stderr };
}
