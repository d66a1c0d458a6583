import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { bundleDirectory, projectDirectory } from "../project.ts";
import { bundleFunction, entryPointOf } from "./bundle.ts";

/** A checkout bundles, the package brings bundles. */
export function functionCode(name: string): string {
  const isCheckout = existsSync(join(projectDirectory, entryPointOf(name)));
  return isCheckout ? bundleFunction(name).directory : packedBundle(name);
}

function packedBundle(name: string): string {
  const named = new RegExp(`^${name}-[0-9a-f]{16}$`);
  const bundle = existsSync(bundleDirectory) && readdirSync(bundleDirectory).find((file) => named.test(file));
  if (bundle) return join(bundleDirectory, bundle);
  throw new Error(
    `notification-intake finds no code of ${name} in ${bundleDirectory}: if a bundler bundles your CDK app, make notification-intake external (esbuild: --external:notification-intake), else install it again`,
  );
}
