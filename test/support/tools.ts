import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Whether a tool of others can be run here: the README asks for Node and npm alone. */
export async function isInstalled(tool: string): Promise<boolean> {
  const code = await promisify(execFile)(tool, ["--help"], { maxBuffer: 1e8 }).then(
    () => 0,
    ({ code }) => code,
  );
  // 127 is what a stand-in says that finds nothing to stand in for.
  return code !== "ENOENT" && code !== 127;
}
