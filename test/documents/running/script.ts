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
 * Undefined is what the shell did not get to.
 */
export async function runScript(
  { project, output }: Workspace,
  steps: readonly Step[],
  environment: NodeJS.ProcessEnv,
): Promise<readonly (Outcome | undefined)[]> {
  const path = (at: number, kind: string) => join(output, `${at}.${kind}`);
  const script = steps.map(({ text, awsUrl }, at) => {
    const [stdout, stderr, code] = ["stdout", "stderr", "code"].map((kind) => `'${path(at, kind)}'`);
    return `export AWS_ENDPOINT_URL='${awsUrl}'; code=0
{ ${text}
} >${stdout} 2>${stderr} </dev/null || code=$?
echo "$code" >${code}`;
  });
  const file = join(output, "script.sh");
  writeFileSync(file, `${[prelude, ...script].join("\n")}\n`);
  const options = { cwd: project, env: environment, timeout: 240_000 };
  const ended = await promisify(execFile)("bash", ["-euo", "pipefail", file], options).then(
    () => "",
    (error) => String(error),
  );
  const read = (at: number, kind: string) =>
    existsSync(path(at, kind)) ? readFileSync(path(at, kind), "utf8") : "";
  return steps.map((_, at) => {
    const [code, stdout, stderr] = ["code", "stdout", "stderr"].map((kind) => read(at, kind));
    const hasEnded = code !== "" && code !== undefined;
    // A variable that nobody has set ends the shell.
    return hasEnded || stderr !== ""
      ? { code: hasEnded ? Number(code) : 127, stdout: stdout ?? "", stderr: stderr || ended }
      : undefined;
  });
}
