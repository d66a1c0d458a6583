import { cpSync, globSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { bundleFunction } from "./bundling.ts";
import { bundleDirectory, packageDirectory, projectDirectory } from "./project.ts";

/** The last step of `npm run build`: the bundles of all functions, where `functionCode` looks for them in the package. */
const target = join(packageDirectory, relative(projectDirectory, bundleDirectory));
for (const path of globSync("functions/*/handler.ts", { cwd: projectDirectory })) {
  const { directory } = bundleFunction(basename(dirname(path)));
  cpSync(directory, join(target, basename(directory)), { recursive: true });
}
