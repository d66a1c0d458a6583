import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vendors } from "../functions/vendors.ts";
import { projectDirectory } from "../infra/project.ts";
import { playedSources } from "./support/simulated-vendors.ts";
import { readSourceFiles, type SourceFile } from "./support/source-files.ts";

const files = readSourceFiles();
const ids = vendors.map(({ id }) => id);
const anyVendor = `functions/(${ids.join("|")})`;

const pipeline = ["lib/json", "lib/delivery", "lib/authentication", "lib/source", "lib/intake", "lib/outbox"];
/** Rooms that a person's tool may import. */
const toolbox = ["functions/vendors", "infra/project", "infra/command-line", "lib/wiring", ...pipeline];
const stack =
  "infra/(settings|resources|monitoring|bundling|app|construct|project|notification-intake(-stack)?)";
/** For each room, the rooms that its files may import. The stack may import data of vendors and names of lib alone. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(pipeline.map((room, index) => [room, pipeline.slice(0, index)])),
  "lib/consumer": ["lib/json"],
  "lib/wiring": pipeline,
  "lib/aws/http": [],
  "lib/aws/sdk": ["lib/wiring", "lib/aws/http"],
  "lib/aws/stores": [...pipeline, "lib/wiring", "lib/aws/sdk"],
  "lib/aws/handlers": [...pipeline, "lib/wiring", "lib/aws/(http|sdk|stores)"],
  "lib/aws/consumer": ["lib/consumer", "lib/aws/sdk", "lib/aws/stores"],
  ...Object.fromEntries(
    ids.flatMap((id) => [
      [`functions/${id}/(?!handler)[a-z-]+`, ["lib/(source|authentication|delivery|json)"]],
      [`functions/${id}/handler`, ["lib/aws/handlers", `functions/${id}`]],
    ]),
  ),
  "functions/vendors": [anyVendor, "lib"],
  "functions/outbox-relay": ["lib/aws/handlers"],
  "functions/package": ["functions/vendors", "lib"],
  "infra/settings": [
    "functions/vendors",
    "lib/authentication/authenticator",
    "lib/authentication/schemes/certificate-pins",
    "lib/source/(define-vendor|event-schema|event)",
    "lib/wiring/output-name",
  ],
  "infra/bundling": ["infra/project"],
  "infra/resources": ["infra/settings", "infra/bundling", "lib/wiring"],
  "infra/monitoring": ["infra/settings", "infra/resources"],
  "infra/(app|construct|project|notification-intake(-stack)?)": [stack, "functions/vendors"],
  "infra/command-line": ["infra/project"],
  "infra/endpoints": ["infra/command-line"],
  "infra/http-api": ["lib/source", "lib/authentication"],
  "infra/simulators": [...toolbox, "infra/endpoints"],
  "infra/contracts": [...toolbox, "infra/resources", "infra/http-api", "infra/simulators"],
  "infra/new-source": toolbox,
  "infra/replay": [...toolbox, "infra/(endpoints|aws-api)", "lib/aws/sdk/deadline"],
  "infra/aws-api": ["infra/endpoints", "lib/aws/sdk/deadline"],
  "infra/doctor": ["infra/(aws-api|endpoints|project)", "infra/simulators/post"],
  "infra/local": [
    ...toolbox,
    "infra/(notification-intake-stack|bundling|settings|endpoints|http-api|simulators)",
    "functions/package/poller",
    // Rules of SQS that fauxqs lacks are put into its files.
    "node_modules/fauxqs/dist",
  ],
  "infra/inspector(?!/page/)": [...toolbox, "infra/(endpoints|simulators|replay|local|aws-api/aws-calls)"],
  "infra/inspector/page": ["infra/inspector/(protocol|explanations)", "lib/json/json"],
  // It knows an intake by its addresses, credentials and queues.
  "infra/acceptance(?!/targets/)": [
    "infra/simulators",
    "infra/(aws-api/message-queue|endpoints/client-settings)",
    "infra/(command-line/usage-error|monitoring/estimated-cost)",
    "lib/(json|source/simulator|wiring/output-name)",
  ],
  "infra/acceptance/targets": [
    "infra/(project|command-line|endpoints|simulators|replay|local|aws-api|doctor|acceptance/target)",
    "infra/monitoring/estimated-cost",
    "lib/(wiring|source/simulator)",
  ],
  "infra/commands": ["functions/vendors", "lib", "infra(?!/inspector/page/)"],
};

/** For each room, the packages that it may import. */
const packages: readonly (readonly [string, RegExp])[] = [
  ["lib/(?!aws/)", /^(valibot|jose|node:(crypto|net))$/],
  [`${anyVendor}/(?!handler)`, /^(valibot|jose|node:crypto)$/],
  [stack, /^(aws-cdk-lib|constructs|esbuild|valibot|node:.+)$/],
  ["infra/inspector/page/", /^preact$/],
  ["(?!(lib/aws|infra/(local|replay|aws-api|doctor|inspector|acceptance|commands)|test)/)", /^(?!@aws)/],
];

const entries =
  "functions/[a-z0-9-]+/handler|infra/(app|aws-api/aws-api|command-line/command|local/functions/function-runtime)";
/** For each room, what its code may not say. */
const forbidden: readonly (readonly [string, RegExp])[] = [
  ["lib/(?!aws/)", /process\.|console\.|Date\.now|new Date\(\)|Math\.random|randomUUID/],
  // A vendor's text is never markup.
  [
    "infra/inspector/page/",
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|process\.|Buffer/,
  ],
  [`(?!(${entries})\\.ts$|test/)`, /process\.env/],
  ["(?!test/|infra/new-source/)", /["'`/]test["'`/]/],
  ["(lib|infra)/", new RegExp(`\\b(${ids.join("|")})\\b`)],
  ...ids.map((id) => [`functions/(?!vendors|${id}/)`, new RegExp(`"${id}"`)] as const),
];

/** Fails on a pattern that no file has. */
function inside(pattern: string): SourceFile[] {
  const found = files.filter(({ path }) => new RegExp(`^(${pattern})`).test(path));
  expect(found).not.toEqual([]);
  return found;
}

/** `importer → imported` for each import that is not allowed. */
function strays(importers: readonly SourceFile[], kind: "files" | "packages", allowed: RegExp): string[] {
  return importers.flatMap((importer) =>
    importer[kind].filter((name) => !allowed.test(name)).map((name) => `${importer.path} → ${name}`),
  );
}

function reachedFrom(path: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const next of files.find((file) => file.path === path)?.files ?? []) reachedFrom(next, reached);
  return reached;
}

describe("a room", () => {
  const roomOf = (room: string) => `(${room})(/|\\.tsx?$)`;

  it.each(Object.entries(arrows))("%s imports from itself and from %j alone", (room, to) => {
    const allowed = new RegExp(`^${roomOf([room, ...to].join("|"))}`);
    expect(strays(inside(roomOf(room)), "files", allowed)).toEqual([]);
  });

  it("is there for every file outside test", () => {
    const isHoused = new RegExp(`^${roomOf(Object.keys(arrows).join("|"))}`);
    const paths = inside("(functions|lib|infra)/").map(({ path }) => path);
    expect(paths.filter((path) => !isHoused.test(path))).toEqual([]);
  });

  it.each(packages)("%s imports no packages but %s", (room, allowed) => {
    expect(strays(inside(room), "packages", allowed)).toEqual([]);
  });

  it.each(forbidden)("%s does not say %s", (room, words) => {
    const found = inside(room).filter(({ code }) => words.test(code));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe("imports", () => {
  it("lead no function of the intake to a consumer", () => {
    for (const { path } of inside("functions/[a-z-]+/handler"))
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

describe("a source", () => {
  it("is complete and registered: definition, entry, vendor, examples and tests", () => {
    const paths = files.map(({ path }) => path);
    const folders = paths.flatMap((path) => /^functions\/([^/]+)\//.exec(path)?.[1] ?? []);
    expect(new Set(folders)).toEqual(new Set([...ids, "outbox-relay", "package"]));
    for (const id of ids) {
      const needed = ["vendor", "handler", "simulator"].map((name) => `functions/${id}/${name}.ts`);
      expect(paths).toEqual(expect.arrayContaining([...needed, `test/vendors/${id}.test.ts`]));
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
    for (const { text, code, path } of inside("functions/[a-z0-9]+/handler")) {
      expect(text.trimEnd().split("\n").length, path).toBeLessThanOrEqual(10);
      expect(code, path).not.toMatch(/\b(if|try|switch|for|while)\b/);
    }
  });
});
