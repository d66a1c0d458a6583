import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildSync, type OutputFile } from "esbuild";
import { bundleDirectory, projectDirectory } from "./project.ts";

/** What a bundle holds, for the tests that watch it. */
export interface Bundle {
  readonly directory: string;
  /** Paths of the modules in it, relative to the project. */
  readonly modules: readonly string[];
  /** What it imports without holding it: modules of the runtime. */
  readonly externals: readonly string[];
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
  const bundle = bundles.get(name) ?? build(name);
  bundles.set(name, bundle);
  return bundle;
}

function build(name: string): Bundle {
  const { metafile, outputFiles } = buildSync({
    absWorkingDir: projectDirectory,
    entryPoints: [`functions/${name}/handler.ts`],
    outdir: bundleDirectory,
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
    write: false,
    logLevel: "error",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return {
    directory: writeBundle(name, outputFiles),
    modules: Object.keys(metafile.inputs),
    externals: imports.filter(({ external }) => external).map(({ path }) => path),
  };
}

/**
 * Named by its content and moved into place whole, so that several processes can bundle at once and none ever sees
 * half a bundle.
 */
function writeBundle(name: string, files: readonly OutputFile[]): string {
  const hash = createHash("sha256");
  for (const { path, contents } of files)
    hash.update(`${basename(path)}:${contents.length}:`).update(contents);
  const directory = join(bundleDirectory, `${name}-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(directory)) return directory;
  mkdirSync(bundleDirectory, { recursive: true });
  const unfinished = mkdtempSync(join(bundleDirectory, `${name}-unfinished-`));
  for (const { path, contents } of files) writeFileSync(join(unfinished, basename(path)), contents);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process was faster, with the same bytes.
    if (!existsSync(directory)) throw error;
  }
  return directory;
}
