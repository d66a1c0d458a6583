import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { projectDirectory } from "../../infra/project.ts";

export type SourceFile = ReturnType<typeof readSourceFiles>[number];

export function readSourceFiles() {
  const pattern = "{functions,lib,infra,test}/**/*.{ts,tsx}";
  const paths = globSync(pattern, { cwd: projectDirectory });
  return paths.map((path) => {
    const text = readFileSync(join(projectDirectory, path), "utf8");
    /** Without comments. */
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, "");
    const imports = [...code.matchAll(/(?:from\s+|import\s*\(?\s*)"([^"]+)"/g)].map(([, name = ""]) => name);
    const isOwn = (name: string) => name.startsWith(".");
    return {
      ...{ path, text, code },
      /** Imported files of the project, from the project's folder, as `path`. */
      files: imports.filter(isOwn).map((name) => normalize(join(dirname(path), name))),
      /** Imported packages, Node's own with `node:`. */
      packages: imports.filter((name) => !isOwn(name)).map(packageOf),
    };
  });
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
