import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Node, SourceFile } from "typescript/unstable/ast";
import { isBlock, isFunctionLikeDeclaration } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";
import * as v from "valibot";
import { projectDirectory } from "../../../infra/project.ts";

export type Figures = Readonly<Record<string, string | number>>;

interface Module {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

export function measureHouse(directory: string): Figures {
  const modules = readModules(directory);
  const deployed = modules.filter(({ path }) => /^(functions|lib)\//.test(path));
  return {
    ...countLines(modules),
    ...describeFunctions(directory, modules),
    "imports in functions and lib": deployed.reduce((sum, { imports }) => sum + imports.length, 0),
    "floors of imports in functions and lib": floorsOf(deployed),
    ...describePackages(directory),
  };
}

function readModules(directory: string): Module[] {
  const tracked = execFileSync("git", ["ls-files", "*.ts", "*.tsx"], { cwd: directory, encoding: "utf8" });
  return tracked
    .trim()
    .split("\n")
    .map((path) => {
      const text = readFileSync(join(directory, path), "utf8");
      const imports = [...text.matchAll(/(?:from|import) "(\.[^"]+)"/g)].map(([, name = ""]) =>
        normalize(join(dirname(path), name)),
      );
      return { path, lines: text.split("\n").length - 1, imports };
    });
}

/** By the folders that hold the most. */
function countLines(modules: readonly Module[]): Figures {
  const rooms = ["functions", "lib", "infra", "test", "docs"];
  const counted = rooms.map((room) => {
    const own = modules.filter(({ path }) => path.startsWith(`${room}/`));
    const lines = own.reduce((sum, module) => sum + module.lines, 0);
    return [`${room}: files / lines`, `${own.length} / ${lines.toLocaleString("en-US")}`] as const;
  });
  const total = modules.reduce((sum, { lines }) => sum + lines, 0);
  return {
    ...Object.fromEntries(counted),
    "all: files / lines": `${modules.length} / ${total.toLocaleString("en-US")}`,
  };
}

/** Functions with a body in braces, of what is no test. */
function describeFunctions(directory: string, modules: readonly Module[]): Figures {
  const api = new API({ cwd: directory });
  const config = join(directory, "tsconfig.json");
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  const lengths = modules
    .filter(({ path }) => !path.endsWith(".test.ts"))
    .flatMap(({ path }) => {
      const file = project?.program.getSourceFile(join(directory, path));
      return file ? lengthsIn(file) : [];
    })
    .sort((a, b) => a - b);
  api.close();
  const rank = (share: number) => lengths[Math.ceil(lengths.length * share) - 1] ?? 0;
  return {
    functions: lengths.length,
    "lines of a function: p50 / p90 / max": `${rank(0.5)} / ${rank(0.9)} / ${rank(1)}`,
  };
}

function lengthsIn(file: SourceFile): number[] {
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const lengths: number[] = [];
  const visit = (node: Node): void => {
    // A single expression is no function to read.
    if (isFunctionLikeDeclaration(node) && node.body && isBlock(node.body))
      lengths.push(lineOf(node.end) - lineOf(node.getStart(file)) + 1);
    node.forEachChild(visit);
  };
  visit(file);
  return lengths;
}

/** The longest chain of imports: a file that imports nothing is on the first floor. */
function floorsOf(modules: readonly Module[]): number {
  const importsOf = new Map(modules.map(({ path, imports }) => [path, imports]));
  const known = new Map<string, number>();
  const floorOf = (path: string): number => {
    const below = (importsOf.get(path) ?? []).filter((imported) => importsOf.has(imported));
    const floor = known.get(path) ?? 1 + Math.max(0, ...below.map(floorOf));
    known.set(path, floor);
    return floor;
  };
  return Math.max(...modules.map(({ path }) => floorOf(path)));
}

const lockSchema = v.object({ packages: v.record(v.string(), v.unknown()) });

/** Of the locked packages those that lie in this project. The others are for other platforms, or are no longer installed. */
function describePackages(directory: string): Figures {
  const lock = JSON.parse(readFileSync(join(directory, "package-lock.json"), "utf8"));
  const installed = Object.keys(v.parse(lockSchema, lock).packages).filter(
    (path) => path.includes("node_modules/") && isDirectory(join(projectDirectory, path)),
  );
  const outermost = installed.filter(
    (path) => path.lastIndexOf("node_modules/") === path.indexOf("node_modules/"),
  );
  const bytes = outermost.reduce((sum, path) => sum + sizeOf(join(projectDirectory, path)), 0);
  return { "packages of npm ci": installed.length, "MB of npm ci": Math.round(bytes / 1e6) };
}

function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function sizeOf(path: string): number {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0);
}
