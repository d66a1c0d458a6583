import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type SourceId, vendors } from "../../functions/vendors.ts";
import { isJsonObject, type JsonObject, parseJson } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { projectDirectory } from "../project.ts";

export function parseSourceId(text: string | undefined): SourceId {
  const source = vendors.find(({ id }) => id === text);
  if (!source)
    throw new UsageError(
      `there is no source "${text ?? ""}": choose one of ${vendors.map(({ id }) => id).join(", ")}`,
    );
  return source.id;
}

export async function loadSimulator(source: SourceId): Promise<Simulator> {
  const file = pathToFileURL(join(folderOf(source), "simulator.ts")).href;
  const { simulator }: { readonly simulator: Simulator } = await import(file);
  return simulator;
}

export function listExamples(source: SourceId): string[] {
  const files = readdirSync(join(folderOf(source), "examples"));
  return files.map((file) => file.replace(/\.json$/, "")).sort();
}

export function readExample(source: SourceId, name: string): JsonObject {
  const names = listExamples(source);
  if (!names.includes(name))
    throw new UsageError(`${source} has no example "${name}": choose one of ${names.join(", ")}`);
  const reading = parseJson(readFileSync(join(folderOf(source), "examples", `${name}.json`)));
  if (!reading.ok || !isJsonObject(reading.value))
    throw new UsageError(`the example ${source}/${name} is not a JSON object`);
  return reading.value;
}

function folderOf(source: SourceId): string {
  return join(projectDirectory, "functions", source);
}
