import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { OutputFile } from "esbuild";
import { bundleDirectory, projectDirectory } from "../project.ts";

export interface Bundle {
  readonly directory: string;
  /** The source maps of its files: beside it, since nothing in Lambda reads them. */
  readonly mapDirectory: string;
  /** What esbuild says about its files and modules. Paths are relative to the project. */
  readonly metafile: Description;
}

/** The part of esbuild's description that is read. The package declares no esbuild, so its types name none. */
interface Description {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly entryPoint?: string;
        readonly inputs: Readonly<Record<string, unknown>>;
        readonly imports: readonly {
          readonly path: string;
          readonly kind: string;
          readonly external?: boolean;
        }[];
      }
    >
  >;
}

/** The Lambda handler inside a bundle. */
export const bundleHandler = "handler.handler";

const bundles = new Map<string, Bundle>();

/**
 * Bundles `functions/<name>/handler.ts` with everything it needs. The SDK is in it: Lambda's copy loads slower and changes
 * without a deployment. It is split, so that rarely needed code (the SDK's credential providers) stays in files that are not
 * loaded. The same input gives the same bytes.
 */
export function bundleFunction(name: string): Bundle {
  const bundle = bundles.get(name) ?? build(name);
  bundles.set(name, bundle);
  return bundle;
}

/** Every folder of `functions` that has a handler. */
export function functionNames(): string[] {
  const handlers = globSync(entryPointOf("*"), { cwd: projectDirectory });
  return handlers.map((path) => basename(dirname(path))).sort();
}

/** From the project's folder. */
export function entryPointOf(name: string): string {
  return `functions/${name}/handler.ts`;
}

/** Loaded when needed: the package brings its bundles and works without esbuild. */
function loadEsbuild(): typeof import("esbuild") {
  return createRequire(import.meta.url)("esbuild");
}

function build(name: string): Bundle {
  const { metafile, outputFiles } = loadEsbuild().buildSync({
    absWorkingDir: projectDirectory,
    entryPoints: [entryPointOf(name)],
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
    sourcemap: "external",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const maps = outputFiles.filter(({ path }) => path.endsWith(".map"));
  const code = outputFiles.filter(({ path }) => !path.endsWith(".map"));
  const directory = join(bundleDirectory, `${name}-${digestOf(code)}`);
  // A comment changes these and not the code.
  const mapDirectory = `${directory}-maps-${digestOf(maps)}`;
  writeWhole(mapDirectory, maps);
  writeWhole(directory, code);
  return { directory, mapDirectory, metafile };
}

function digestOf(files: readonly OutputFile[]): string {
  const hash = createHash("sha256");
  for (const { path, contents } of files)
    hash.update(`${basename(path)}:${contents.length}:`).update(contents);
  return hash.digest("hex").slice(0, 16);
}

/** Writes a directory named by its content, and moves it into place whole: other processes may bundle at the same time. */
function writeWhole(directory: string, files: readonly OutputFile[]): void {
  if (existsSync(directory)) return;
  mkdirSync(bundleDirectory, { recursive: true });
  const unfinished = mkdtempSync(join(bundleDirectory, "unfinished-"));
  for (const { path, contents } of files) writeFileSync(join(unfinished, basename(path)), contents);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process was faster, with the same bytes.
    if (!existsSync(directory)) throw error;
  }
}
