import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { projectDirectory } from "../project.ts";

export interface PageFile {
  readonly contentType: string;
  readonly content: Uint8Array;
}

const directory = join(projectDirectory, "infra", "inspector", "page");

/** The page's files by path. esbuild bundles the script at each start. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const read = (name: string) => readFileSync(join(directory, name));
  return new Map([
    ["/", { contentType: "text/html; charset=utf-8", content: read("index.html") }],
    ["/inspector.css", { contentType: "text/css; charset=utf-8", content: read("inspector.css") }],
    ["/inspector.js", { contentType: "text/javascript; charset=utf-8", content: bundleScript() }],
    ["/favicon.svg", { contentType: "image/svg+xml", content: read("favicon.svg") }],
  ]);
}

function bundleScript(): Uint8Array {
  const { outputFiles } = buildSync({
    absWorkingDir: directory,
    entryPoints: ["app.tsx"],
    bundle: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  return Buffer.concat(outputFiles.map(({ contents }) => contents));
}
