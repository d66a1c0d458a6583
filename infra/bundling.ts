import { rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { bundleDirectory, projectDirectory } from "./project.ts";

/** What a bundle holds, for the tests that watch it. */
export interface Bundle {
  readonly directory: string;
  /** Paths of the modules in it, relative to the project. */
  readonly modules: readonly string[];
}

/** The Lambda handler inside a bundle. */
export const bundleHandler = "handler.handler";

const bundles = new Map<string, Bundle>();

/**
 * Bundles `functions/<name>/handler.ts` with everything it needs, the AWS SDK included: the copy in the Lambda runtime
 * loads slower and changes without a deployment. Split, so that what a function rarely needs (the SDK's credential
 * providers, say) stays in files of its own that are not loaded. The same input gives the same bytes.
 */
export function bundleFunction(name: string): Bundle {
  const known = bundles.get(name);
  if (known) return known;
  const directory = join(bundleDirectory, name);
  rmSync(directory, { recursive: true, force: true });
  const { metafile } = buildSync({
    absWorkingDir: projectDirectory,
    entryPoints: [`functions/${name}/handler.ts`],
    outdir: directory,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // The SDK's ES modules can be shaken; its CommonJS cannot.
    mainFields: ["module", "main"],
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  });
  const bundle = { directory, modules: Object.keys(metafile.inputs) };
  bundles.set(name, bundle);
  return bundle;
}
