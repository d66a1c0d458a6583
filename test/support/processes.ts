import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";

/** The children of all threads, one of which starts esbuild. Linux may lack `ps`, so the kernel tells it. */
export function childrenOf(pid: number): number[] {
  if (process.platform === "linux") {
    const lists = globSync(`/proc/${pid}/task/*/children`).map(readIfThere);
    return lists.flatMap((list) => list.split(" ")).flatMap((id) => (id === "" ? [] : [Number(id)]));
  }
  const table = execFileSync("ps", ["-A", "-o", "ppid=,pid="], { encoding: "utf8" }).trim().split("\n");
  const rows = table.map((line) => line.trim().split(/ +/).map(Number));
  return rows.flatMap(([parent, child]) => (parent === pid && child !== undefined ? [child] : []));
}

/** A thread may end between the listing and the reading. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
