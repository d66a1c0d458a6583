import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { projectDirectory } from "../../../infra/project.ts";

export interface Workspace {
  /** A copy of the project, in which commands may write. */
  readonly project: string;
  /** A home without anybody's settings and credentials. */
  readonly home: string;
  /** What commands print. */
  readonly output: string;
  readonly remove: () => void;
}

const notCopied = /^(node_modules|build|dist|cdk\.out|coverage|\.local|\.git|\.stryker-tmp)$/;

export function createWorkspace(): Workspace {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-documents-"));
  const project = join(directory, "project");
  const output = mkdtempSync(join(directory, "output-"));
  const home = mkdtempSync(join(directory, "home-"));
  const filter = (path: string) => !notCopied.test(basename(path));
  for (const name of readdirSync(projectDirectory).filter(filter))
    cpSync(join(projectDirectory, name), join(project, name), { recursive: true, filter });
  symlinkSync(join(projectDirectory, "node_modules"), join(project, "node_modules"));
  return { project, home, output, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
