import { cpSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { bundleFunction, functionNames } from "../bundling/bundle.ts";
import { bundleDirectory, packageDirectory, projectDirectory } from "../project.ts";

/** Runs last in `npm run build`, for `functionCode`. */
const target = join(packageDirectory, relative(projectDirectory, bundleDirectory));
for (const name of functionNames()) {
  const { directory } = bundleFunction(name);
  cpSync(directory, join(target, basename(directory)), { recursive: true });
}
