import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { projectDirectory } from "../project.ts";

export interface PageFile {
  readonly contentType: string;
  readonly content: Uint8Array;
}

const directory = join(projectDirectory, "infra", "inspector", "page");

/** The page's files by path. esbuild bundles the script at each start, so nobody builds anything. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const read = (name: string, contentType: string) => ({
    contentType,
    content: readFileSync(join(directory, name)),
  });
  const icon = read("favicon.svg", "image/svg+xml");
  return new Map([
    ["/", read("index.html", "text/html; charset=utf-8")],
    ["/inspector.css", read("inspector.css", "text/css; charset=utf-8")],
    ["/inspector.js", { contentType: "text/javascript; charset=utf-8", content: bundleScript() }],
    ["/favicon.svg", icon],
    ["/favicon.ico", icon],
  ]);
}

function bundleScript(): Uint8Array {
  const { outputFiles } = buildSync({
    absWorkingDir: directory,
    entryPoints: ["main.tsx"],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  const [script] = outputFiles;
  if (!script) throw new Error("esbuild made no script of the inspector's page");
  return script.contents;
}
