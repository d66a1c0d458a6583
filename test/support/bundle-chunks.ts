import type { Bundle } from "../../infra/bundling/bundle.ts";

type Outputs = Bundle["metafile"]["outputs"];

/** One file of a bundle. */
export type Chunk = ReturnType<typeof chunksOf>[number];

export function chunksOf({ metafile: { outputs } }: Bundle) {
  const files = filesOf(outputs);
  const entry = files.find(([, { entryPoint }]) => entryPoint?.startsWith("functions/"))?.[0] ?? "";
  const eager = importedWith(entry, outputs);
  return files.map(([path, { bytes, inputs }]) => ({
    bytes,
    /** Lambda loads it with the handler, else on demand. */
    isEager: eager.has(path),
    /** Relative to the project. */
    modules: Object.entries(inputs).flatMap(([module, { bytesInOutput }]) =>
      bytesInOutput > 0 ? module : [],
    ),
  }));
}

/** Modules of the runtime, which the bundle does not hold. */
export function externalsOf({ metafile: { outputs } }: Bundle): string[] {
  const imports = filesOf(outputs).flatMap(([, output]) => output.imports);
  return imports.filter(({ external }) => external).map(({ path }) => path);
}

function filesOf(outputs: Outputs) {
  return Object.entries(outputs).filter(([path]) => !path.endsWith(".map"));
}

/** Includes indirect imports. */
function importedWith(file: string, outputs: Outputs, known = new Set<string>()): Set<string> {
  known.add(file);
  for (const { kind, external, path } of outputs[file]?.imports ?? [])
    if (kind === "import-statement" && !external && !known.has(path)) importedWith(path, outputs, known);
  return known;
}
