import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { type Bundle, bundleFunction } from "../../infra/bundling/bundle.ts";
import { bundleDirectory, projectDirectory } from "../../infra/project.ts";
import { type Chunk, chunksOf, externalsOf } from "../support/bundle-chunks.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const ids = vendors.map(({ id }) => id);
const names = [...ids, "outbox-relay"];

/** All functions load these first. Another would slow every container's start. */
const eagerPackages = [
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-sqs",
  "@aws-sdk/core",
  "@aws-sdk/dynamodb-codec",
  "@aws-sdk/middleware-sdk-sqs",
  // Of SNS's protocol: esbuild does not part it from the others.
  "@aws-sdk/xml-builder",
  "@smithy/core",
  "@smithy/signature-v4",
  "@smithy/types",
  "http-parser-js",
  "valibot",
];

/** Streams of events, endpoint rules and discovery, partitions, regions, profiles, the clients and their middleware. */
const unused =
  /event-?streams?|endpoint|partitions|\/config\/|Client\.js|runtimeConfig|Command\.js|MiddlewareStack|user-agent/;

const eagerOf = (bundle: Bundle) => chunksOf(bundle).filter(({ isEager }) => isEager);
const modulesOf = ({ metafile }: Bundle) => Object.keys(metafile.inputs);
const sizeOf = (chunks: readonly Chunk[]) => chunks.reduce((sum, { bytes }) => sum + bytes, 0);

/** Each package once, in alphabetical order. */
function packagesOf(modules: readonly string[]): string[] {
  const found = modules.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(found)].sort();
}

describe.each(ids)("the bundle of %s", (id) => {
  const [externals, modules] = [externalsOf(bundleFunction(id)), modulesOf(bundleFunction(id))];

  it("holds no other source, no vendor's side and no schema of events", () => {
    const own = modules.filter((path) => path.startsWith("functions/"));
    const isOwn = new RegExp(`^functions/${id}/(?!simulator\\.ts$)`);
    expect(own.filter((path) => !isOwn.test(path))).toEqual([]);
    expect(modules).not.toContain("lib/source/event-schema.ts");
    expect(own).toContain(`functions/${id}/vendor.ts`);
  });

  it("holds the SDK's four clients that it uses and no other", () => {
    const clients = modules.flatMap((path) => /@aws-sdk\/client-([a-z-]+)\//.exec(path)?.[1] ?? []);
    expect(new Set(clients)).toEqual(new Set(["dynamodb", "secrets-manager", "sns", "sqs"]));
  });

  it("holds jose only if it verifies tokens", () => {
    const holdsJose = modules.some((path) => path.includes("node_modules/jose/"));
    expect(holdsJose).toBe(verifiesTokens(id));
  });

  it("needs nothing that Node does not bring", () => {
    expect(externals.filter((name) => !isBuiltin(name))).toEqual([]);
    expect(externals).toContain("node:crypto");
    // Its import would load `fetch` and HTTP/2, a third of the start.
    expect(externals).not.toContain("node:http");
    expect(externals).not.toContain("node:https");
  });
});

describe.each(names)("what %s loads before its first delivery", (name) => {
  const bundle = bundleFunction(name);
  const modules = eagerOf(bundle).flatMap((chunk) => chunk.modules);

  it("is small, and so is the rest", () => {
    // Up to 2 KB are vendors' fields, which import in no measurable time.
    expect(sizeOf(eagerOf(bundle))).toBeLessThanOrEqual(name === "outbox-relay" ? 153_000 : 204_000);
    expect(sizeOf(chunksOf(bundle))).toBeLessThanOrEqual(238_000);
  });

  it("is of packages that are listed here, without what Lambda never uses", () => {
    const own = [
      ...(name === "outbox-relay" ? [] : ["@aws-sdk/client-secrets-manager"]),
      ...(verifiesTokens(name) ? ["jose"] : []),
    ];
    expect(packagesOf(modules)).toEqual([...eagerPackages, ...own].sort());
    expect(modules.filter((path) => unused.test(path))).toEqual([]);
  });
});

function verifiesTokens(name: string): boolean {
  return vendors.some(({ id, schemes }) => id === name && "jwt" in schemes);
}

const sourceMap = v.object({ sources: v.array(v.string()), sourcesContent: v.array(v.string()) });

describe.each(names)("the files of %s", (name) => {
  const { directory, mapDirectory } = bundleFunction(name);
  const files = readdirSync(directory);
  const textOf = (file: string) => readFileSync(join(directory, file), "utf8");

  it("have their maps beside the bundle, and do not mention them", () => {
    expect(readdirSync(mapDirectory)).toEqual(files.map((file) => `${file}.map`));
    expect(files.filter((file) => textOf(file).includes("sourceMappingURL"))).toEqual([]);
  });

  it("have maps that show the sources as they are now", () => {
    const maps = readdirSync(mapDirectory).map((map) => readFileSync(join(mapDirectory, map), "utf8"));
    const shown = maps.flatMap((map) => {
      const { sources: paths, sourcesContent } = v.parse(sourceMap, JSON.parse(map));
      return paths.map((path, index) => ({ path: join(bundleDirectory, path), text: sourcesContent[index] }));
    });
    expect(shown.length).toBeGreaterThan(100);
    const others = shown.filter(({ path, text }) => readFileSync(path, "utf8") !== text);
    expect(others.map(({ path }) => path)).toEqual([]);
  });
});

/** Lambda's name for a failed start: the caller gets `name`, the log line the class (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, src/utils/error.ts and src/logging/formatter.ts). */
function namesOfStart(name: string, env: Readonly<Record<string, string>>): string {
  const handler = pathToFileURL(join(bundleFunction(name).directory, "handler.mjs")).href;
  const script = `import(${JSON.stringify(handler)}).catch((error) => console.log(error.name, error.constructor.name))`;
  return execFileSync(process.execPath, ["--eval", script], { env, encoding: "utf8" }).trim();
}

// environment.test.ts, authenticator.test.ts and lambda-handler.test.ts have all faults of an environment.
it.each<readonly [string, Readonly<Record<string, string>>]>([
  ...names.map((name) => [name, {}] as const),
  [
    "yoti",
    {
      NOTIFICATIONS_SOURCE: "acme",
      NOTIFICATIONS_TABLE: "table",
      NOTIFICATIONS_QUEUE_URL: "http://127.0.0.1/events",
      NOTIFICATIONS_QUARANTINE_QUEUE_URL: "http://127.0.0.1/quarantine",
      // A scheme's own schema refuses this.
      NOTIFICATIONS_AUTHENTICATION: '{"authorization":{"a":"b"}}',
    },
  ],
])("a start of %s in a wrong environment ends in an error of a name that tells: %j", (name, env) => {
  expect(namesOfStart(name, env)).toBe("IntakeError IntakeError");
});

it("a copy of the project in another place bundles to the same bytes", () => {
  const copy = copyProject();
  const script = `
    import { bundleFunction } from "./infra/bundling/bundle.ts";
    for (const name of ${JSON.stringify(names)}) console.log(bundleFunction(name).directory);
  `;
  const parameters = ["--input-type=module", "--eval", script];
  const printed = execFileSync(process.execPath, parameters, { cwd: copy, encoding: "utf8" });
  const directories = printed.trim().split("\n");
  expect(directories.every((directory) => directory.startsWith(realpathSync(copy)))).toBe(true);
  const here = names.map((name) => basename(bundleFunction(name).directory));
  expect(directories.map((directory) => basename(directory))).toEqual(here);
});

/** Copies the bundles' packages, because esbuild sees through links. */
function copyProject(): string {
  const copy = temporaryDirectory();
  const modules = names.flatMap((name) => modulesOf(bundleFunction(name)));
  const packages = packagesOf(modules).map((name) => `node_modules/${name}`);
  for (const part of ["functions", "lib", "infra", "package.json", "tsconfig.json", ...packages])
    cpSync(join(projectDirectory, part), join(copy, part), { recursive: true });
  symlinkSync(join(projectDirectory, "node_modules/esbuild"), join(copy, "node_modules/esbuild"));
  return copy;
}

it("the bundle of the relay holds no source, no authentication and no secret", () => {
  const modules = modulesOf(bundleFunction("outbox-relay"));
  const others = /^functions\/|^lib\/authentication\/|client-secrets-manager|jose/;
  expect(modules.filter((path) => others.test(path))).toEqual(["functions/outbox-relay/handler.ts"]);
});
