import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { vendors } from "../../functions/vendors.ts";
import { isJsonObject, type JsonObject, parseJson } from "../../lib/json/json.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import type { Simulator } from "../../lib/source/simulator.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { projectDirectory } from "../project.ts";

/** @throws UsageError for an unknown one. */
export function findVendor(id: string): Vendor {
  const vendor = vendors.find((each) => each.id === id);
  if (vendor) return vendor;
  const known = vendors.map((each) => each.id).join(", ");
  throw new UsageError(`there is no vendor "${id}": choose one of ${known}`);
}

export async function loadSimulator(vendor: string): Promise<Simulator> {
  const file = pathToFileURL(join(folderOf(vendor), "simulator.ts")).href;
  const { simulator }: { readonly simulator: Simulator } = await import(file);
  return simulator;
}

export function listExamples(vendor: string): string[] {
  const files = readdirSync(join(folderOf(vendor), "examples"));
  return files.map((file) => file.replace(/\.json$/, "")).sort();
}

export function readExample(vendor: string, name: string): JsonObject {
  const names = listExamples(vendor);
  if (!names.includes(name))
    throw new UsageError(`${vendor} has no example "${name}": choose one of ${names.join(", ")}`);
  const reading = parseJson(readFileSync(join(folderOf(vendor), "examples", `${name}.json`)));
  if (!reading.ok || !isJsonObject(reading.value))
    throw new UsageError(`the example ${vendor}/${name} is not a JSON object`);
  return reading.value;
}

function folderOf(vendor: string): string {
  return join(projectDirectory, "functions", findVendor(vendor).id);
}
