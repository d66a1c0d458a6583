import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Metafile, OutputFile } from "esbuild";
import { bundleDirectory, projectDirectory } from "../project.ts";

/** A bundle, and what it holds, for the tests that watch it. */
export interface Bundle {
  readonly directory: string;
  /** The source maps of its files: beside it, since nothing in Lambda reads them. */
  readonly mapDirectory: string;
  readonly chunks: readonly Chunk[];
  /** Paths of all modules that were looked at, relative to the project. */
  readonly modules: readonly string[];
  /** What it imports without holding it: modules of the runtime. */
  readonly externals: readonly string[];
}

/** One file of a bundle. */
interface Chunk {
  readonly bytes: number;
  /** Loaded with the handler; the others, only when something asks for them. */
  readonly isEager: boolean;
  /** Paths of the modules of which something is in it, relative to the project. */
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
  const bundle = bundles.get(name) ?? build(name);
  bundles.set(name, bundle);
  return bundle;
}

/** Every folder of `functions` that has a handler, in the order of the alphabet. */
export function functionNames(): string[] {
  const handlers = globSync(entryPointOf("*"), { cwd: projectDirectory });
  return handlers.map((path) => basename(dirname(path))).sort();
}

/** From the project's folder. */
export function entryPointOf(name: string): string {
  return `functions/${name}/handler.ts`;
}

/** Loaded here alone: the package brings its bundles, and works without it. */
function loadEsbuild(): typeof import("esbuild") {
  return createRequire(import.meta.url)("esbuild");
}

function build(name: string): Bundle {
  const entryPoint = entryPointOf(name);
  const { metafile, outputFiles } = loadEsbuild().buildSync({
    absWorkingDir: projectDirectory,
    entryPoints: [entryPoint],
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
  const [maps, code] = partition(outputFiles, ({ path }) => path.endsWith(".map"));
  const directory = join(bundleDirectory, `${name}-${digestOf(code)}`);
  // A comment changes these and not the code.
  const mapDirectory = `${directory}-maps-${digestOf(maps)}`;
  writeWhole(mapDirectory, maps);
  writeWhole(directory, code);
  return { directory, mapDirectory, ...describeBundle(metafile, entryPoint) };
}

function describeBundle({ inputs, outputs }: Metafile, entryPoint: string) {
  const files = Object.entries(outputs).filter(([path]) => !path.endsWith(".map"));
  const entry = files.find(([, output]) => output.entryPoint === entryPoint)?.[0];
  const eager = importedWith(entry ?? "", outputs);
  return {
    chunks: files.map(([path, output]) => ({
      bytes: output.bytes,
      isEager: eager.has(path),
      modules: Object.keys(output.inputs),
    })),
    modules: Object.keys(inputs),
    externals: files.flatMap(([, { imports }]) =>
      imports.filter(({ external }) => external).map(({ path }) => path),
    ),
  };
}

/** A file and all that its import statements bring, directly or not. */
function importedWith(file: string, outputs: Metafile["outputs"], known = new Set<string>()): Set<string> {
  known.add(file);
  for (const { kind, external, path } of outputs[file]?.imports ?? [])
    if (kind === "import-statement" && !external && !known.has(path)) importedWith(path, outputs, known);
  return known;
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function digestOf(files: readonly OutputFile[]): string {
  const hash = createHash("sha256");
  for (const { path, contents } of files)
    hash.update(`${basename(path)}:${contents.length}:`).update(contents);
  return hash.digest("hex").slice(0, 16);
}

/**
 * Writes a directory that is named by its content, and moves it into place whole, so that several processes can bundle
 * at once and none ever sees half a bundle.
 */
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
