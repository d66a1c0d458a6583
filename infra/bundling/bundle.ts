import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { BuildOptions, OutputFile } from "esbuild";
import { bundleDirectory, projectDirectory } from "../project.ts";

export interface Bundle {
  readonly directory: string;
  /** Source maps lie beside it: Lambda reads none. */
  readonly mapDirectory: string;
  /** esbuild's metafile, with paths from the project's folder. */
  readonly metafile: Description;
}

/** Only our fields: the package declares no esbuild. */
interface Description {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, DescribedFile>>;
}

interface DescribedFile {
  readonly bytes: number;
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

export const bundleHandler = "handler.handler";

const bundles = new Map<string, Bundle>();

/** Bundles the SDK too: Lambda's copy loads slower and changes without a deployment. */
export function bundleFunction(name: string): Bundle {
  const bundle = bundles.get(name) ?? write(name, loadEsbuild().buildSync(optionsOf(name)));
  bundles.set(name, bundle);
  return bundle;
}

let ahead: Promise<unknown> | undefined;

/** All functions side by side, while the caller does something else. `bundleFunction` tells what is wrong with one. */
export function bundleAhead(): Promise<unknown> {
  ahead ??= Promise.allSettled(
    functionNames().map(async (name) => {
      const built = await loadEsbuild().build({ ...optionsOf(name), logLevel: "silent" });
      bundles.set(name, write(name, built));
    }),
  ).finally(() => loadEsbuild().stop());
  return ahead;
}

export function functionNames(): string[] {
  const folders = readdirSync(join(projectDirectory, "functions")).sort();
  return folders.filter((name) => existsSync(join(projectDirectory, entryPointOf(name))));
}

export function entryPointOf(name: string): string {
  return `functions/${name}/handler.ts`;
}

/** Loaded on demand: the package works without esbuild. */
function loadEsbuild(): typeof import("esbuild") {
  return createRequire(import.meta.filename)("esbuild");
}

function optionsOf(name: string) {
  return {
    absWorkingDir: projectDirectory,
    entryPoints: [entryPointOf(name)],
    outdir: bundleDirectory,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Rarely used code, such as that of SNS, gets files of its own.
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // Of the SDK's clients, which no function makes. Their dynamic imports would become files.
    external: ["@aws-sdk/credential-provider-node", "bowser"],
    // esbuild removes unused ES modules, never CommonJS.
    mainFields: ["module", "main"],
    legalComments: "none",
    sourcemap: "external",
    metafile: true,
    write: false,
    logLevel: "error",
  } as const satisfies BuildOptions;
}

type Built = Pick<Bundle, "metafile"> & { readonly outputFiles: readonly OutputFile[] };

function write(name: string, { metafile, outputFiles }: Built): Bundle {
  const maps = outputFiles.filter(({ path }) => path.endsWith(".map"));
  const code = outputFiles.filter(({ path }) => !path.endsWith(".map"));
  const directory = join(bundleDirectory, `${name}-${digestOf(code)}`);
  // A comment changes only the maps.
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

/** Moves the directory into place whole: other processes may bundle too. */
function writeWhole(directory: string, files: readonly OutputFile[]): void {
  if (existsSync(directory)) return;
  mkdirSync(bundleDirectory, { recursive: true });
  const unfinished = mkdtempSync(join(bundleDirectory, "unfinished-"));
  for (const { path, contents } of files) writeFileSync(join(unfinished, basename(path)), contents);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process wrote the same bytes first.
    if (!existsSync(directory)) throw error;
  }
}
