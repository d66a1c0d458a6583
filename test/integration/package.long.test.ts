import { execFile } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { Match, Template } from "aws-cdk-lib/assertions";
import { build, type Format } from "esbuild";
import * as v from "valibot";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { functionNames } from "../../infra/bundling/bundle.ts";
import { projectDirectory } from "../../infra/project.ts";
import { startCommand } from "../support/command.ts";
import { startLocalAws } from "../support/local-stores.ts";
import { installApp, pack, readPackage, runNode } from "../support/packed-app.ts";
import { eventsOfExamples, fifoRecord } from "../support/queue-events.ts";
import { synthesizeStage } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const { createQueue, environment } = await startLocalAws();
const run = promisify(execFile);
const matrix = join(projectDirectory, "test/package-matrix");
const directory = temporaryDirectory();
const app = join(directory, "app");
/** Uses each entry, in any kind of module. */
const plainApp = join(directory, "plain-app");
const plainSource = join(matrix, "app/app.mts");
let tarball: string;
let installed: string;

beforeAll(async () => {
  tarball = await pack(join(directory, "tarball"));
  installed = await installApp(join(projectDirectory, "docs/examples/app"), app, tarball);
  await installApp(join(matrix, "app"), plainApp, tarball);
}, 120_000);

/** Jest and the CDK leave files in the temporary folder. */
const runInPlainApp = (args: readonly string[]) => runNode(plainApp, args, { TMPDIR: directory });
const contracts = globSync("docs/contracts/*.json", { cwd: projectDirectory });

function filesBelow(folder: string): string[] {
  const entries = globSync("**", { cwd: folder, withFileTypes: true, exclude: ["node_modules"] });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

describe("the tarball", () => {
  it("holds compiled code with its types, bundles and contracts, and nothing else", () => {
    const files = filesBelow(installed);
    const code =
      /^dist\/(cjs\/)?(functions|lib|infra)\/(?!local\/)[\w/-]+(?<!\/handler|\/simulator)\.(js|d\.ts)$/;
    const commonJs = /^dist\/cjs\/[a-z-]+\.js(on)?$/;
    const bundle = /^dist\/build\/functions\/[a-z-]+-[0-9a-f]{16}\/[\w-]+\.mjs$/;
    const others = files.filter((file) => ![code, commonJs, bundle].some((kind) => kind.test(file)));
    const bundles = new Set(files.filter((file) => bundle.test(file)).map(dirname));
    expect(bundles.size).toBe(functionNames().length);
    expect(others).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json", ...contracts].sort());
    const typed = files.filter((file) => file.endsWith(".js") && !commonJs.test(file));
    const types = typed.map((file) => file.replace(/js$/, "d.ts"));
    const copies = types.map((file) => file.replace("dist/", "dist/cjs/"));
    expect(files.filter((file) => file.endsWith(".d.ts"))).toEqual([...types, ...copies].sort());
  });

  it("imports what it declares, and declares nothing else", () => {
    const { dependencies, peerDependencies } = readPackage(projectDirectory);
    const files = filesBelow(installed).filter((file) => /^dist\/(?!build).+(js|ts)$/.test(file));
    const specifier = /\b(?:from |import[ (]|require\()"((?:@[^/"]+\/)?[^./"][^/"]*)/g;
    const imported = files.flatMap((file) =>
      [...readFileSync(join(installed, file), "utf8").matchAll(specifier)].map(([, name = ""]) => name),
    );
    // No entry reaches the types of the checkout's bundling.
    const packages = new Set(imported.filter((name) => !isBuiltin(name) && name !== "esbuild"));
    expect([...packages].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
  });

  it("is the same to the byte when it is packed again", async () => {
    const again = await pack(join(directory, "again"));
    expect(readFileSync(again).equals(readFileSync(tarball))).toBe(true);
  }, 120_000);
});

/** Each entry's exports. */
const exported = {
  "notification-intake": ["eventSchemas", "notificationEventSchema"],
  "notification-intake/construct": ["NotificationIntake"],
  "notification-intake/consumer": ["consume"],
  "notification-intake/poller": ["poll"],
  "notification-intake/result": ["ResultError", "fetchResult"],
  "notification-intake/seen-table": ["createLatestTable", "createSeenTable"],
  "notification-intake/yoti-token": ["mintYotiToken"],
};

/** Prints the exports of each entry. */
function namesOf(entries: readonly string[], load: "await import" | "require"): string {
  return `const names = {};
    for (const entry of ${JSON.stringify(entries)}) names[entry] = Object.keys(${load}(entry)).sort();
    console.log(JSON.stringify(names));`;
}

describe("an app in another folder", () => {
  it.each([
    ["with the types of all its libraries checked", []],
    ["with optional properties that are exact", ["--skipLibCheck", "--exactOptionalPropertyTypes"]],
  ])("compiles %s", { timeout: 120_000 }, async (_, options) => {
    cpSync(join(projectDirectory, "test/fixtures/package/refused.ts"), join(app, "refused.ts"));
    await runNode(app, ["node_modules/typescript/bin/tsc", ...options]);
  });

  it("imports every entry, as ES modules and as CommonJS, and Node has nothing to compile", async () => {
    const entries = Object.keys(exported);
    const asModule = ["--no-strip-types", "--input-type=module", "--eval", namesOf(entries, "await import")];
    const asCommonJs = ["--no-strip-types", "--input-type=commonjs", "--eval", namesOf(entries, "require")];
    expect(JSON.parse(await runNode(app, asModule))).toEqual(exported);
    expect(JSON.parse(await runNode(app, asCommonJs))).toEqual(exported);
  });

  it("depends on the tarball by its name, and finds every entry that it names", async () => {
    expect(readPackage(app).dependencies["notification-intake"]).toBe(`file:${basename(tarball)}`);
    const entries = Object.keys(readPackage(projectDirectory).exports).map((path) =>
      join("notification-intake", path),
    );
    const others = ["notification-intake/contracts/*", "notification-intake/package.json"];
    expect(entries.sort()).toEqual([...Object.keys(exported), ...others].sort());
    const print = `console.log(require("notification-intake/package.json").name)`;
    expect(await runNode(app, ["--eval", print])).toBe("notification-intake\n");
  });

  it("reads every contract", async () => {
    const names = contracts.map((path) => `notification-intake/contracts/${basename(path)}`);
    const print = `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => require(name))))`;
    const texts = contracts.map((path) => readFileSync(join(projectDirectory, path), "utf8"));
    expect(await runNode(app, ["--eval", print])).toBe(
      `[${texts.map((text) => JSON.stringify(JSON.parse(text))).join()}]\n`,
    );
  });
});

it("an app that consumes and has no CDK needs what the package brings and nothing else", async () => {
  const consumer = join(directory, "consumer");
  await installApp(join(projectDirectory, "test/fixtures/package/consumer"), consumer, tarball);
  const { "notification-intake/construct": _, ...others } = exported;
  const script = namesOf(Object.keys(others), "await import");
  expect(JSON.parse(await runNode(consumer, ["--input-type=module", "--eval", script]))).toEqual(others);
});

const codeSchema = v.object({ Properties: v.object({ Code: v.object({ S3Key: v.string() }) }) });

/** The S3 keys, which name code by its content. */
function codeOf(template: Template, Handler: string): string[] {
  const functions = template.findResources("AWS::Lambda::Function", { Properties: { Handler } });
  return Object.values(functions).map((definition) => v.parse(codeSchema, definition).Properties.Code.S3Key);
}

describe("the stack of an app in another folder", () => {
  const assembly = join(app, "cdk.out");
  let template: Template;

  beforeAll(async () => {
    await runNode(app, ["app.ts"], { CDK_OUTDIR: assembly });
    template = Template.fromString(readFileSync(join(assembly, "Notifications.template.json"), "utf8"));
  }, 120_000);

  it("deploys the functions of the checkout, to the byte", () => {
    const code = codeOf(template, "handler.handler");
    // Two sources of one vendor, and the relay.
    expect(code).toHaveLength(3);
    expect(codeOf(synthesizeStage("dev"), "handler.handler")).toEqual(expect.arrayContaining(code));
  }, 120_000);

  it("hands events to the consumer, which may receive and delete them, and reports what it could not do", () => {
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^IntakeQueuesEvents"), "Arn"] },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    const Action = Match.arrayWith(["sqs:ReceiveMessage", "sqs:DeleteMessage"]);
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action })]) },
    });
  });

  it("has a consumer that tells what came of whom, and gives back what it could not read with all behind it", async () => {
    const [code] = codeOf(template, "index.handler");
    const unpacked = join(directory, "function");
    cpSync(join(assembly, `asset.${code?.replace(".zip", "")}`), unpacked, { recursive: true });
    const [good = ""] = await eventsOfExamples("yoti");
    const Records = [
      fifoRecord("1", "a", good),
      fifoRecord("2", "b", "{}"),
      fifoRecord("3", "b", good),
      fifoRecord("4", "a", good),
    ];
    const script = `require("./function/index.js").handler(${JSON.stringify({ Records })})
      .then((answer) => console.log(JSON.stringify(answer)));`;
    const printed = (await runNode(directory, ["--eval", script])).trim().split("\n");
    const { id, type, data } = JSON.parse(good);
    const told = { id, type, outcome: data.outcome };
    const again = { batchItemFailures: [{ itemIdentifier: "2" }, { itemIdentifier: "3" }] };
    expect(printed.map((line) => JSON.parse(line))).toEqual([told, told, again]);
  });
});

it("a process of an app in another folder polls the queue until it is told to stop", async () => {
  const queue = await createQueue();
  const [event = ""] = await eventsOfExamples("yoti");
  const { id, type, subject, data } = JSON.parse(event);
  const poller = startCommand("poller.ts", [], app, { QUEUE_URL: queue.url, ...environment });
  onTestFinished(() => {
    poller.child.kill();
  });
  await queue.send(event, subject);
  await poller.prints("\n");
  poller.child.kill("SIGTERM");
  expect(await poller.ends()).toBe(0);
  expect(JSON.parse(poller.output().stdout)).toEqual({ id, type, outcome: data.outcome });
  expect(await queue.count()).toEqual({ visible: 0, hidden: 0 });
});

/** The setting `module` of each `moduleResolution`. */
const modules = { node: "commonjs", node16: "node16", nodenext: "nodenext", bundler: "esnext" } as const;
type Resolution = keyof typeof modules;
const resolutions: readonly Resolution[] = ["node", "node16", "nodenext", "bundler"];

async function compilePlainApp(compiler: string, moduleResolution: Resolution, others: object) {
  // Node's modes tell both kinds of modules by the ending.
  const files = /^node.+/.test(moduleResolution) ? ["app.mts", "app.cts"] : ["app.ts"];
  for (const file of files) cpSync(plainSource, join(plainApp, file));
  const kind = { module: modules[moduleResolution], moduleResolution };
  const usual = { target: "es2022", strict: true, noEmit: true, skipLibCheck: true, types: ["node"] };
  const compilerOptions = { ...usual, ...kind, ...others };
  writeFileSync(join(plainApp, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  await runInPlainApp([join(compiler, "bin/tsc")]);
}

// Only this one checks the libraries' types: it is fast enough.
it.each(resolutions.slice(1))("the types fit TypeScript 7.0 with %s", async (resolution) => {
  const compiler = join(projectDirectory, "node_modules/typescript");
  await compilePlainApp(compiler, resolution, { skipLibCheck: false });
});

/** What `consumer.mjs` prints. */
const answer = '{"batchItemFailures":[]}\n';

describe.each<readonly [Format, ending: string]>([
  ["esm", "mjs"],
  ["cjs", "cjs"],
])("esbuild", (format, ending) => {
  async function bundle(entry: string, external: string[] = []): Promise<string> {
    const outfile = join(plainApp, `bundled-${entry}.${ending}`);
    // As docs/operating.md has it.
    const mainFields = ["module", "main"];
    const options = { outfile, format, external, mainFields, platform: "node" } as const;
    await build({ ...options, entryPoints: [join(plainApp, entry)], bundle: true, logLevel: "silent" });
    return outfile;
  }

  it(`bundles a consumer as ${format}`, async () => {
    expect(await runInPlainApp([await bundle("consumer.mjs")])).toBe(answer);
  });

  it(`takes the functions from a CDK app in ${format}, which says so`, async () => {
    const bundled = await bundle("app.mts", ["aws-cdk-lib", "constructs"]);
    await expect(runInPlainApp([bundled])).rejects.toThrow("make notification-intake external");
  });
});

/** Other versions of tools would weigh on every install of the project. Undefined without a registry. */
async function installTools(): Promise<string | undefined> {
  const tools = join(directory, "tools");
  mkdirSync(tools);
  for (const file of [".npmrc", "package.json", "package-lock.json"])
    cpSync(join(matrix, file), join(tools, file));
  try {
    await run("npm", ["ci", "--silent", "--prefer-offline"], { cwd: tools });
    return join(tools, "node_modules");
  } catch (error) {
    return run("npm", ["ping"]).then(
      () => Promise.reject(error),
      () => undefined,
    );
  }
}

describe("with the tools of its users,", () => {
  let tools: string | undefined;

  beforeAll(async () => {
    tools = await installTools();
    if (!tools) return;
    for (const name of Object.keys(readPackage(matrix).dependencies)) {
      const path = join(plainApp, "node_modules", name);
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(join(tools, name), path);
    }
  }, 300_000);

  beforeEach(({ skip }) => skip(tools === undefined, "the npm registry is out of reach"));

  describe.each([
    ["5.0", "typescript-5.0", {}],
    ["5.9", "typescript", {}],
    ["6.0", "typescript-6.0", { ignoreDeprecations: "6.0" }],
  ])("the types fit TypeScript %s", (_, name, others) => {
    it.each(resolutions)("with %s", async (resolution) => {
      await compilePlainApp(join(tools ?? "", name), resolution, others);
    });
  });

  const jestTest = `import { Template } from "aws-cdk-lib/assertions";
import { stack } from "../lib/app";

test("has the intake", () => {
  Template.fromStack(stack).resourceCountIs("AWS::DynamoDB::Table", 1);
});
`;

  it.each(["jest.config.js", "ts-jest.config.js"])(
    "Jest synthesizes the construct, with %s",
    async (config) => {
      const cdkInit = join(projectDirectory, "node_modules/aws-cdk/lib/init-templates/app/typescript");
      for (const file of ["tsconfig.json", "jest.config.js"])
        cpSync(join(cdkInit, file), join(plainApp, file));
      cpSync(plainSource, join(plainApp, "lib/app.ts"));
      mkdirSync(join(plainApp, "test"), { recursive: true });
      writeFileSync(join(plainApp, "test/app.test.ts"), jestTest);
      await runInPlainApp(["node_modules/jest/bin/jest.js", "--config", config]);
    },
  );

  it("webpack bundles a consumer", async () => {
    const output = { path: plainApp, filename: "webpacked.cjs" };
    const config = { mode: "production", target: "node22", entry: "./consumer.mjs", output };
    const script = `require("webpack")(${JSON.stringify(config)}, (error, stats) => {
      if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
    });`;
    await runInPlainApp(["--input-type=commonjs", "--eval", script]);
    expect(await runInPlainApp(["webpacked.cjs"])).toBe(answer);
  });
});
