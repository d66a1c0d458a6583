import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import * as v from "valibot";
import { packageDirectory, projectDirectory } from "../project.ts";

/** Runs in `npm run build`, for `require`. The types are the compiler's. */
const target = join(packageDirectory, "cjs");
const config = readFileSync(join(projectDirectory, "tsconfig.build.json"), "utf8");
const { files } = v.parse(v.object({ files: v.array(v.string()) }), JSON.parse(config));
for (const folder of ["functions", "lib", "infra"])
  cpSync(join(packageDirectory, folder), join(target, folder), {
    recursive: true,
    filter: (path) => !path.endsWith(".js"),
  });
buildSync({
  absWorkingDir: projectDirectory,
  entryPoints: files,
  entryNames: "[name]",
  outdir: target,
  bundle: true,
  // jose has no CommonJS, so it is inside.
  external: ["@aws-sdk/*", "@smithy/*", "aws-cdk-lib", "constructs", "valibot"],
  format: "cjs",
  platform: "node",
  target: "node20",
  define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  logLevel: "warning",
});
writeFileSync(join(target, "package.json"), '{ "type": "commonjs" }\n');
