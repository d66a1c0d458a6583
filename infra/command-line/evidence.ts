import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { projectDirectory } from "../project.ts";

const evidenceFile = join(projectDirectory, "docs/evidence.md");

/** Replaces a command's own section of docs/evidence.md. */
export function recordEvidence(section: string, command: string, report: string): void {
  const text = `${describeRun(command)}\n\n${report.trim()}`;
  writeFileSync(evidenceFile, replaceSection(readFileSync(evidenceFile, "utf8"), section, text));
}

/** Two comments that name the section enclose it. */
export function replaceSection(document: string, section: string, text: string): string {
  const [start, end] = [`<!-- ${section} -->\n`, `<!-- /${section} -->`];
  const from = document.indexOf(start) + start.length;
  const to = document.indexOf(end);
  if (from < start.length || to < from) throw new Error(`docs/evidence.md has no section ${section}`);
  return `${document.slice(0, from)}${text}\n${document.slice(to)}`;
}

function describeRun(command: string): string {
  const date = new Date().toISOString().slice(0, 10);
  const git = ["describe", "--always", "--dirty=, with uncommitted changes", "--exclude=*"];
  const commit = execFileSync("git", git, { cwd: projectDirectory, encoding: "utf8" }).trim();
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}`;
  return `${date}, commit ${commit}, ${machine}: \`${command}\``;
}
