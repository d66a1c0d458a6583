import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";

export type RunningCommand = ReturnType<typeof startProgram>;

/** Runs a checkout's script as npm does. */
export function startCommand(
  script: string,
  args: readonly string[],
  directory = projectDirectory,
  env = process.env,
) {
  return startProgram(process.execPath, [join(directory, script), ...args], directory, env);
}

export function startProgram(
  program: string,
  args: readonly string[],
  directory: string,
  env: NodeJS.ProcessEnv,
) {
  const child = spawn(program, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    output.stderr += text;
  });
  const ended = once(child, "close").then(([code]) => Number(code));
  return {
    child,
    output: (): Readonly<typeof output> => output,
    /** Resolves when the stream holds the text. Fails if the command ends first. */
    async prints(text: string, stream: keyof typeof output = "stdout"): Promise<void> {
      while (!output[stream].includes(text)) {
        const code = await Promise.race([once(child[stream], "data").then(() => undefined), ended]);
        if (code !== undefined) throw new Error(`the command ended with ${code}: ${output.stderr}`);
      }
    },
    /** The exit code. */
    ends: () => ended,
  };
}

/** Returns the exit code and the output. */
export async function runToEnd(script: string, args: readonly string[]) {
  const command = startCommand(script, args);
  const code = await command.ends();
  return { code, ...command.output() };
}
