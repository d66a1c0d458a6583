import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { bundleFunction, entryPointOf } from "./bundling.ts";
import { bundleDirectory, projectDirectory } from "./project.ts";

/** The directory of what a function deploys: bundled now in a checkout; in the package, as it was bundled for it. */
export function functionCode(name: string): string {
  return existsSync(join(projectDirectory, entryPointOf(name)))
    ? bundleFunction(name).directory
    : packedBundle(name);
}

function packedBundle(name: string): string {
  const [bundle, ...others] = readdirSync(bundleDirectory).filter((file) => isBundle(name, file));
  if (!bundle || others.length > 0)
    throw new Error(`the package does not hold one bundle of ${name}: install it again`);
  return join(bundleDirectory, bundle);
}

function isBundle(name: string, file: string): boolean {
  return file.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(file.slice(name.length + 1));
}
