import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { projectDirectory } from "../project.ts";

export interface PageFile {
  readonly contentType: string;
  readonly content: Uint8Array;
}

const directory = join(projectDirectory, "infra", "inspector", "page");

/** The page's files, by path. Its TypeScript becomes one script and its styles one sheet here, so that nobody has to build anything. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const read = (name: string, contentType: string) => ({
    contentType,
    content: readFileSync(join(directory, name)),
  });
  const icon = read("favicon.svg", "image/svg+xml");
  return new Map([
    ["/", read("index.html", "text/html; charset=utf-8")],
    ["/inspector.css", { contentType: "text/css; charset=utf-8", content: bundle("inspector.css") }],
    ["/inspector.js", { contentType: "text/javascript; charset=utf-8", content: bundle("main.ts") }],
    ["/favicon.svg", icon],
    ["/favicon.ico", icon],
  ]);
}

function bundle(name: string): Uint8Array {
  const { outputFiles } = buildSync({
    absWorkingDir: directory,
    entryPoints: [name],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  const [bundled] = outputFiles;
  if (!bundled) throw new Error(`esbuild made nothing of the inspector's ${name}`);
  return bundled.contents;
}
