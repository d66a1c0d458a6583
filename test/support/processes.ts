import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";

/** From the kernel on Linux, which may lack `ps`. From `ps` elsewhere. */
export function childrenOf(pid: number): number[] {
  if (process.platform === "linux") {
    const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return ids === "" ? [] : ids.split(" ").map(Number);
  }
  const table = execFileSync("ps", ["-A", "-o", "ppid=,pid="], { encoding: "utf8" }).trim().split("\n");
  const rows = table.map((line) => line.trim().split(/ +/).map(Number));
  return rows.flatMap(([parent, child]) => (parent === pid && child !== undefined ? [child] : []));
}

/** Includes worker threads, one of which starts esbuild. */
export function childrenOfAllThreads(pid: number): number[] {
  if (process.platform !== "linux") return childrenOf(pid);
  const lists = globSync(`/proc/${pid}/task/*/children`).map(readIfThere);
  return lists.flatMap((list) => list.split(" ")).flatMap((id) => (id === "" ? [] : [Number(id)]));
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
