import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectDirectory } from "../../../infra/project.ts";

const run = promisify(execFile);
const timeout = 180_000;

/** The Python of a virtual environment with these packages. Rejects where Python or its registry is missing. */
export async function pythonWith(name: string, packages: readonly string[]): Promise<string> {
  const directory = join(projectDirectory, "node_modules/.cache/engines", name);
  const python = join(directory, "bin/python");
  await run("python3", ["-m", "venv", directory], { timeout });
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages], {
    timeout,
  });
  return python;
}
