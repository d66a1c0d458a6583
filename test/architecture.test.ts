import { existsSync, globSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { vendors } from "../functions/vendors.ts";
import { projectDirectory } from "../infra/project.ts";
import { playedSources } from "./support/simulated-vendors.ts";
import { readSourceFiles, type SourceFile } from "./support/source-files.ts";

const files = readSourceFiles();
const inside = (pattern: RegExp) => files.filter(({ path }) => pattern.test(path));
const core = inside(/^lib\/(?!aws\/)/);
const handlers = (id: string) => new RegExp(`^lib/aws/handlers/|^functions/${id}/`);

const pipeline = ["lib/json", "lib/delivery", "lib/authentication", "lib/source", "lib/intake", "lib/outbox"];
/** Rooms that a person's tool may import. */
const toolbox = ["functions/vendors", "infra/project", "infra/command-line", "lib/wiring", ...pipeline];
const stack = ["infra/notification-intake-stack", "infra/settings"];
/** For each room, the rooms that its files may import. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(pipeline.map((room, index) => [room, pipeline.slice(0, index)])),
  "lib/consumer": ["lib/json"],
  "lib/wiring": pipeline,
  "lib/aws/sdk": ["lib/wiring"],
  "lib/aws/stores": [...pipeline, "lib/wiring", "lib/aws/sdk"],
  "lib/aws/handlers": [...pipeline, "lib/wiring", "lib/aws/sdk", "lib/aws/stores"],
  "lib/aws/consumer": ["lib/consumer", "lib/aws/sdk", "lib/aws/stores"],
  "infra/settings": ["functions/vendors", "lib/authentication"],
  "infra/bundling": ["infra/project"],
  "infra/monitoring": ["infra/settings", "lib/wiring"],
  "infra/resources": ["infra/settings", "infra/monitoring", "infra/bundling", "lib/wiring"],
  "infra/command-line": ["infra/project"],
  "infra/endpoints": ["infra/command-line"],
  "infra/http-api": ["lib/source", "lib/authentication"],
  "infra/simulators": [...toolbox, "infra/endpoints"],
  "infra/contracts": [...toolbox, "infra/resources", "infra/http-api", "infra/simulators"],
  "infra/new-source": toolbox,
  "infra/replay": [...toolbox, "infra/endpoints"],
  "infra/local": [
    ...toolbox,
    ...stack,
    "functions/package/poller",
    "infra/endpoints",
    "infra/http-api",
    "infra/simulators",
    // Rules of SQS that fauxqs lacks are put into its files.
    "node_modules/fauxqs/dist",
  ],
  "infra/inspector": [...toolbox, "infra/endpoints", "infra/simulators", "infra/replay", "infra/local"],
  "infra/commands": ["functions/vendors", "lib", "infra"],
};
const ids = vendors.map(({ id }) => id);

/** Lists `importer → imported` for each import that is not allowed. */
function strayImports(importers: readonly SourceFile[], allowed: RegExp): string[] {
  return importers.flatMap(({ path, files: imported }) =>
    imported.filter((target) => !allowed.test(target)).map((target) => `${path} → ${target}`),
  );
}

function strayPackages(importers: readonly SourceFile[], allowed: RegExp): string[] {
  return importers.flatMap(({ path, packages }) =>
    packages.filter((name) => !allowed.test(name)).map((name) => `${path} → ${name}`),
  );
}

function reachedFrom(path: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const next of files.find((file) => file.path === path)?.files ?? []) reachedFrom(next, reached);
  return reached;
}

describe("imports", () => {
  it("are found at all", () => {
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap((file) => file.files).length).toBeGreaterThan(200);
  });

  it.each(Object.entries(arrows))(
    "lead from %s to no room but its own and those that it may enter",
    (room, to) => {
      const allowed = new RegExp(`^(${[room, ...to].join("|")})(/|\\.ts$)`);
      expect(inside(new RegExp(`^${room}/`)).length).toBeGreaterThan(0);
      expect(strayImports(inside(new RegExp(`^${room}/`)), allowed)).toEqual([]);
    },
  );

  it("leave no file of lib, and five of infra at most, outside of a room", () => {
    const rooms = Object.keys(arrows);
    const isHoused = (path: string) => rooms.some((room) => path.startsWith(`${room}/`));
    expect(inside(/^(lib|infra\/[^/]+)\//).filter(({ path }) => !isHoused(path))).toEqual([]);
    expect(inside(/^infra\/[^/]+$/).length).toBeLessThanOrEqual(5);
  });

  it("lead from a vendor's definition to the core of lib and its own folder alone", () => {
    for (const id of ids) {
      const own = inside(new RegExp(`^functions/${id}/(?!handler)[a-z-]+\\.ts$`));
      const allowed = new RegExp(`^lib/(source|authentication|delivery|json)/|^functions/${id}/`);
      expect(strayImports(own, allowed)).toEqual([]);
      expect(strayPackages(own, /^(valibot|jose|node:crypto)$/)).toEqual([]);
      expect(strayImports(inside(new RegExp(`^functions/${id}/handler\\.ts$`)), handlers(id))).toEqual([]);
    }
  });

  it("keep the core of lib free of AWS, of the environment and of the wall clock", () => {
    expect(strayPackages(core, /^(valibot|jose|node:(crypto|net))$/)).toEqual([]);
    for (const { path, code } of core) {
      expect(code, path).not.toMatch(/process\.|console\.|Date\.now|new Date\(\)|Math\.random|randomUUID/);
    }
  });

  it("keep every AWS SDK out of the core, the vendors and the stack", () => {
    const others = files.filter(
      ({ path }) => !/^(lib\/aws|infra\/(local|replay|inspector|commands)|test)\//.test(path),
    );
    expect(others.flatMap(({ packages }) => packages).filter((name) => name.startsWith("@aws"))).toEqual([]);
  });

  it("lead from the stack to the vendors' data and the names in lib, never to code that runs in a function", () => {
    const stack = inside(/^infra\/((settings|resources|monitoring|bundling)\/|[^/]+$)/);
    const names =
      /^lib\/(wiring\/.+|source\/define-vendor|authentication\/(authenticator|schemes\/certificate-pins))\.ts$/;
    const data = new RegExp(
      `^infra/((settings|resources|monitoring|bundling)/|[^/]+$)|^functions/vendors\\.ts$|${names.source}`,
    );
    expect(strayImports(stack, data)).toEqual([]);
    expect(strayPackages(stack, /^(aws-cdk-lib|constructs|esbuild|valibot|node:.+)$/)).toEqual([]);
  });

  it("never lead to infra from what is deployed, to commands from anything, nor to test from outside", () => {
    expect(strayImports(inside(/^(functions|lib)\//), /^(functions|lib)\//)).toEqual([]);
    expect(
      strayImports(inside(/^infra\//), /^(functions|lib|infra|node_modules\/fauxqs)\/(?!commands)/),
    ).toEqual([]);
  });

  it("are not gone around: nothing outside test names a path in it", () => {
    const readers = files.filter(({ path }) => !/^(test|infra\/new-source)\//.test(path));
    const named = readers.filter(({ code }) => /["'`/]test["'`/]/.test(code));
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  it("lead no function of the intake to a consumer", () => {
    for (const { path } of inside(/^functions\/[a-z-]+\/handler\.ts$/))
      expect([...reachedFrom(path)].filter((target) => /^lib\/(aws\/)?consumer\//.test(target))).toEqual([]);
  });

  it("lead a consumer on Lambda to no SDK, and a poller to that of SQS alone", () => {
    const sdksOf = (path: string) =>
      files
        .filter((file) => reachedFrom(path).has(file.path))
        .flatMap(({ packages }) => packages)
        .filter((name) => /sdk|smithy|powertools/.test(name));
    expect(sdksOf("functions/package/consumer.ts")).toEqual([]);
    expect(new Set(sdksOf("functions/package/poller.ts"))).toEqual(new Set(["@aws-sdk/client-sqs"]));
  });

  it("keep the inspector's page to itself, and the words and the JSON that it shares with its server", () => {
    const page = inside(/^infra\/inspector\/page\//);
    expect(page.length).toBeGreaterThan(10);
    const shared = /^infra\/inspector\/(page\/[a-z-]+|protocol|explanations)\.tsx?$|^lib\/json\/json\.ts$/;
    expect(strayImports(page, shared)).toEqual([]);
    expect(strayPackages(page, /^preact$/)).toEqual([]);
    const others = files.filter((file) => !page.includes(file) && !file.path.startsWith("test/"));
    expect(others.flatMap(({ files: imported }) => imported.filter((path) => /\/page\//.test(path)))).toEqual(
      [],
    );
    // A vendor's text is never markup.
    for (const { path, code } of page)
      expect(code, path).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|process\.|Buffer/,
      );
  });

  it("form no cycle", () => {
    const importsOf = new Map(files.map((file) => [file.path, file.files]));
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      expect(trail, "a cycle").not.toContain(path);
      if (done.has(path)) return;
      for (const next of importsOf.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const { path } of files) visit(path, []);
  });
});

describe("the environment", () => {
  it("is read by entry points alone, and for all commands where they read their command line", () => {
    const entries =
      /^(functions\/[a-z0-9-]+\/handler|infra\/(app|command-line\/command|local\/functions\/function-runtime))\.ts$|^test\//;
    const readers = files.filter(({ code }) => code.includes("process.env")).map(({ path }) => path);
    expect(readers.filter((path) => !entries.test(path))).toEqual([]);
  });
});

describe("a source", () => {
  it("is known by its id in its own folder and the registry alone", () => {
    const named = new RegExp(`\\b(${ids.join("|")})\\b`);
    const mentions = inside(/^(lib|infra)\//).filter(({ code }) => named.test(code));
    expect(mentions.map(({ path }) => path)).toEqual([]);
    for (const id of ids) {
      const foreign = inside(new RegExp(`^functions/(?!vendors|${id}/)`)).filter(({ code }) =>
        code.includes(`"${id}"`),
      );
      expect(foreign.map(({ path }) => path)).toEqual([]);
    }
  });

  it("is complete and registered: definition, entry, vendor, examples and tests", () => {
    const folders = readdirSync(join(projectDirectory, "functions"), { withFileTypes: true });
    expect(
      folders
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...ids, "outbox-relay", "package"].sort());
    for (const id of ids) {
      const needed = ["vendor.ts", "handler.ts", "simulator.ts"].map((name) => `functions/${id}/${name}`);
      const missing = [...needed, `test/vendors/${id}.test.ts`].filter(
        (path) => !existsSync(join(projectDirectory, path)),
      );
      expect(missing).toEqual([]);
      expect(globSync(`functions/${id}/examples/*.json`, { cwd: projectDirectory })).not.toEqual([]);
    }
  });

  it("cites the page that it follows, as soon as it takes anything in", () => {
    for (const { id, documentation } of playedSources) {
      expect(new URL(documentation.url).hostname, id).not.toMatch(/\.(example|invalid|test)$/);
      expect(documentation.read, id).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  it("has an entry of a few lines that decides nothing", () => {
    for (const { text, code, path } of inside(/^functions\/[a-z0-9]+\/handler\.ts$/)) {
      expect(text.trimEnd().split("\n").length, path).toBeLessThanOrEqual(10);
      expect(code, path).not.toMatch(/\b(if|try|switch|for|while)\b/);
    }
  });
});
