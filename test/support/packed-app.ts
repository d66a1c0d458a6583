import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { projectDirectory } from "../../infra/project.ts";

const run = promisify(execFile);

const names = v.optional(v.record(v.string(), v.unknown()), {});
const packageSchema = v.object({
  name: v.string(),
  exports: names,
  dependencies: names,
  peerDependencies: names,
  devDependencies: names,
});

export function readPackage(directory: string): v.InferOutput<typeof packageSchema> {
  return v.parse(packageSchema, JSON.parse(readFileSync(join(directory, "package.json"), "utf8")));
}

/** Returns the tarball's path. */
export async function pack(directory: string): Promise<string> {
  mkdirSync(directory);
  const args = ["run", "pack", "--", "--offline", "--pack-destination", directory];
  await run("npm", args, { cwd: projectDirectory });
  return join(directory, readdirSync(directory)[0] ?? "");
}

/** A copy of an app with the unpacked package. Each finds only the packages that it declares. */
export async function installApp(source: string, directory: string, tarball: string): Promise<string> {
  cpSync(source, directory, { recursive: true });
  const { name, ...packed } = readPackage(projectDirectory);
  const own = readPackage(directory);
  const installed = join(directory, "node_modules", name);
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", installed, "--strip-components", "1"]);
  link(installed, Object.keys(packed.dependencies));
  link(
    directory,
    Object.keys({ ...own.dependencies, ...own.devDependencies }).filter((dependency) => dependency !== name),
  );
  // CDK runs `esbuild` in the lock file's folder.
  writeFileSync(join(directory, "package-lock.json"), "{}");
  symlinkSync(join(projectDirectory, "node_modules/.bin"), join(directory, "node_modules/.bin"));
  return installed;
}

function link(directory: string, packages: readonly string[]): void {
  for (const name of packages) {
    const path = join(directory, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(projectDirectory, "node_modules", name), path);
  }
}

/** Returns the output of Node in an app. */
export async function runNode(directory: string, args: readonly string[], env = {}): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: directory, env: { ...process.env, ...env } });
  return stdout;
}
