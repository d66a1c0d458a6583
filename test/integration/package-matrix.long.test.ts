import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build, type Format } from "esbuild";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { installApp, pack, readPackage, runNode } from "../support/packed-app.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const run = promisify(execFile);
const matrix = join(projectDirectory, "test/package-matrix");
const directory = temporaryDirectory();
const app = join(directory, "app");
const appSource = join(matrix, "app/app.mts");
let tools: string | undefined;

beforeAll(async () => {
  tools = await installTools();
  if (!tools) return;
  await installApp(join(matrix, "app"), app, await pack(join(directory, "tarball")));
  for (const name of Object.keys(readPackage(matrix).dependencies)) {
    mkdirSync(dirname(join(app, "node_modules", name)), { recursive: true });
    symlinkSync(join(tools, "node_modules", name), join(app, "node_modules", name));
  }
}, 300_000);

beforeEach(({ skip }) => skip(tools === undefined, "the npm registry is out of reach"));

/** Jest and the CDK leave files in the temporary folder. */
const runInApp = (args: readonly string[]) => runNode(app, args, { TMPDIR: directory });

/** Other versions of tools would weigh on every install of the project. Undefined without a registry. */
async function installTools(): Promise<string | undefined> {
  const digest = createHash("sha256")
    .update(readFileSync(join(matrix, "package-lock.json")))
    .digest("hex");
  const cache = join(projectDirectory, "node_modules/.cache");
  const installed = join(cache, `package-matrix-${digest.slice(0, 16)}`);
  if (existsSync(installed)) return installed;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unfinished-"));
  for (const file of [".npmrc", "package.json", "package-lock.json"])
    cpSync(join(matrix, file), join(unfinished, file));
  try {
    await run("npm", ["ci", "--silent"], { cwd: unfinished });
    renameSync(unfinished, installed);
    return installed;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    const isOutOfReach = await run("npm", ["ping"]).then(
      () => false,
      () => true,
    );
    if (isOutOfReach) return undefined;
    throw error;
  }
}

const node10 = { module: "commonjs", moduleResolution: "node" };
const node16 = { module: "node16", moduleResolution: "node16" };
const nodenext = { module: "nodenext", moduleResolution: "nodenext" };
const bundler = { module: "esnext", moduleResolution: "bundler" };
const every = [node10, node16, nodenext, bundler];
const compilers = [
  { version: "5.0", compiler: "typescript-5.0", settings: every },
  { version: "5.9", compiler: "typescript", settings: every },
  { version: "6.0", compiler: "typescript-6.0", settings: every, others: { ignoreDeprecations: "6.0" } },
  // Only this one checks the libraries' types: it is fast enough.
  {
    version: "7.0",
    compiler: join(projectDirectory, "node_modules/typescript"),
    settings: [node16, nodenext, bundler],
    others: { skipLibCheck: false },
  },
];
const cells = compilers.flatMap(({ settings, ...compiler }) =>
  settings.map((setting) => ({ ...compiler, setting, mode: setting.moduleResolution })),
);

describe("the types", () => {
  it.each(cells)("fit TypeScript $version with $mode", async ({ compiler, setting, others, mode }) => {
    // Node's modes tell both kinds of modules by the ending.
    const files = mode.startsWith("node1") || mode === "nodenext" ? ["app.mts", "app.cts"] : ["app.ts"];
    for (const file of files) cpSync(appSource, join(app, file));
    const compilerOptions = {
      target: "es2022",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
      ...setting,
      ...others,
    };
    writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const tsc = join(app, "node_modules", compiler, "bin/tsc");
    await runInApp([existsSync(tsc) ? tsc : join(compiler, "bin/tsc")]);
  });
});

const cdkInit = join(projectDirectory, "node_modules/aws-cdk/lib/init-templates/app/typescript");

const jestTest = `import { Template } from "aws-cdk-lib/assertions";
import { stack } from "../lib/app";

test("has the intake", () => {
  Template.fromStack(stack).resourceCountIs("AWS::DynamoDB::Table", 1);
});
`;

/** As older apps of `cdk init` have it. */
const tsJest = `module.exports = {
  testMatch: ["**/*.test.ts"],
  transform: { "\\\\.ts$": ["ts-jest", { tsconfig: { module: "commonjs", isolatedModules: true } }] },
};
`;

describe("Jest", () => {
  beforeAll(() => {
    if (!tools) return;
    for (const file of ["tsconfig.json", "jest.config.js"]) cpSync(join(cdkInit, file), join(app, file));
    cpSync(appSource, join(app, "lib/app.ts"));
    mkdirSync(join(app, "test"));
    writeFileSync(join(app, "test/app.test.ts"), jestTest);
    writeFileSync(join(app, "ts-jest.config.js"), tsJest);
  });

  it.each(["jest.config.js", "ts-jest.config.js"])("synthesizes the construct, with %s", async (config) => {
    await runInApp(["node_modules/jest/bin/jest.js", "--config", config]);
  });
});

const endings: Partial<Record<Format, string>> = { esm: "mjs", cjs: "cjs" };

/** Returns the bundle's path. */
async function bundleApp(name: string, format: Format, external: string[], code: string): Promise<string> {
  const outfile = join(app, `${name}.${endings[format]}`);
  const stdin = { contents: code, resolveDir: app, loader: "ts" } as const;
  // As docs/operating.md has it.
  const mainFields = ["module", "main"];
  await build({
    stdin,
    outfile,
    format,
    external,
    mainFields,
    bundle: true,
    platform: "node",
    logLevel: "silent",
  });
  return outfile;
}

const consumerCode = `import { consume } from "notification-intake/consumer";
import { poll } from "notification-intake/poller";
import { createSeenTable } from "notification-intake/seen-table";
createSeenTable({ tableName: "seen", consumer: "app" });
consume(() => poll)({ Records: [] }).then((answer) => console.log(JSON.stringify(answer)));
`;
const answer = '{"batchItemFailures":[]}\n';

describe("a bundler", () => {
  it.each<Format>(["esm", "cjs"])("esbuild bundles a consumer as %s", async (format) => {
    expect(await runInApp([await bundleApp("consumer", format, [], consumerCode)])).toBe(answer);
  });

  it.each<Format>(["esm", "cjs"])(
    "esbuild takes the functions from a CDK app in %s, which says so",
    async (format) => {
      const code = readFileSync(appSource, "utf8");
      const bundle = await bundleApp("cdk", format, ["aws-cdk-lib", "constructs"], code);
      await expect(runInApp([bundle])).rejects.toThrow("make notification-intake external");
    },
  );

  it("webpack bundles a consumer", async () => {
    writeFileSync(join(app, "webpacked.mjs"), consumerCode);
    const output = { path: app, filename: "webpacked.cjs" };
    const config = { mode: "production", target: "node22", entry: "./webpacked.mjs", output };
    const script = `require("webpack")(${JSON.stringify(config)}, (error, stats) => {
      if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
    });`;
    await runInApp(["--input-type=commonjs", "--eval", script]);
    expect(await runInApp(["webpacked.cjs"])).toBe(answer);
  });
});
