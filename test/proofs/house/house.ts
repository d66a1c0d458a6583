import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDirectory } from "../../../infra/project.ts";
import { type Arguments, proofCommand, type Result } from "../kit/command.ts";
import { writeTable } from "../kit/table.ts";
import { type Figures, measureHouse } from "./measure-house.ts";

type Name = "before";

/** The commit before the rooms were put in order. */
const defaultBefore = "4baba08";

/** Measures another commit with this code, in a checkout of its own. */
function measureCommit(commit: string): Figures {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-house-"));
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: projectDirectory, stdio: ["ignore", "pipe", "ignore"] });
  git("worktree", "add", "--detach", directory, commit);
  try {
    // For the compiler: packages are counted in the lock file.
    symlinkSync(join(projectDirectory, "node_modules"), join(directory, "node_modules"));
    return measureHouse(directory);
  } finally {
    git("worktree", "remove", "--force", directory);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function run({ text }: Arguments<Name>): Promise<Result> {
  const before = text("before") ?? defaultBefore;
  const [then, now] = [measureCommit(before), measureHouse(projectDirectory)];
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  const rows = names.map((name) => [name, then[name] ?? "–", now[name] ?? "–"]);
  return { report: writeTable(["", `at ${before}`, "now"], rows), problems: [], options: { before } };
}

await proofCommand<Name>({
  script: "house",
  summary: "files, lines, functions, imports and packages, beside those of an earlier commit",
  options: { before: { value: "COMMIT", about: `compares with this commit (${defaultBefore})` } },
  about:
    "Counts TypeScript that Git tracks. A function's lines are those from its head to its closing brace.\n",
  run,
});
