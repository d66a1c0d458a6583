import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "../../infra/project.ts";

/** Keeps sent bodies and logged lines in files, so that the last test can search the logs for them. */
const directory = join(projectDirectory, "build", "test-records");
const files = { logs: "logs.jsonl", bodies: "bodies.jsonl", secrets: "secrets.jsonl" } as const;
type RecordKind = keyof typeof files;

export function clearRecords(): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
}

/** Writes a body or a secret as a JSON string. */
export function record(kind: RecordKind, text: string): void {
  mkdirSync(directory, { recursive: true });
  appendFileSync(join(directory, files[kind]), `${kind === "logs" ? text : JSON.stringify(text)}\n`);
}

export function readRecords(kind: RecordKind): string[] {
  const lines = readFileSync(join(directory, files[kind]), "utf8").trimEnd().split("\n");
  return kind === "logs" ? lines : lines.map((line) => String(JSON.parse(line)));
}
