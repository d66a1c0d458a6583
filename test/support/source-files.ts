import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { projectDirectory } from "../../infra/project.ts";

export interface SourceFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  /** Imported files of the project, from the project's folder. */
  readonly files: readonly string[];
  /** Imported packages, Node's own with `node:`. */
  readonly packages: readonly string[];
}

export function readSourceFiles(): SourceFile[] {
  const pattern = "{functions,lib,infra,test}/**/*.{ts,tsx}";
  const paths = globSync(pattern, { cwd: projectDirectory });
  return paths.map((path) => {
    const text = readFileSync(join(projectDirectory, path), "utf8");
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, "");
    const imports = [...code.matchAll(/(?:from\s+|import\s*\(?\s*)"([^"]+)"/g)].map(([, name = ""]) => name);
    return {
      path,
      text,
      code,
      files: imports
        .filter((name) => name.startsWith("."))
        .map((name) => normalize(join(dirname(path), name))),
      packages: imports.filter((name) => !name.startsWith(".")).map(packageOf),
    };
  });
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
