import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Node, SourceFile } from "typescript/unstable/ast";
import { isBlock, isFunctionLikeDeclaration } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";
import { projectDirectory } from "../../../infra/project.ts";
import { proofCommand } from "../kit/command.ts";
import { writeNumber, writeTable } from "../kit/table.ts";

type Row = readonly [name: string, figure: string];

await proofCommand({
  script: "house",
  summary: "files, lines and functions",
  options: [],
  about:
    "Counts TypeScript that Git tracks. A function's lines are those from its head to its closing brace.\n",
  async run() {
    const tracked = execFileSync("git", ["ls-files", "*.ts", "*.tsx"], { cwd: projectDirectory });
    const paths = tracked.toString().trim().split("\n");
    const rows = [...countLines(paths), describeFunctions(paths)];
    return { report: writeTable(["", "now"], rows), problems: [], options: {} };
  },
});

/** By the folders that hold the most. */
function countLines(paths: readonly string[]): Row[] {
  return ["functions", "lib", "infra", "test", "docs", ""].map((room) => {
    const own = paths.filter((path) => path.startsWith(room));
    const texts = own.map((path) => readFileSync(join(projectDirectory, path), "utf8"));
    const lines = texts.reduce((sum, text) => sum + text.split("\n").length - 1, 0);
    return [`${room || "all"}: files / lines`, `${own.length} / ${writeNumber(lines)}`];
  });
}

/** Functions with a block body, outside tests. */
function describeFunctions(paths: readonly string[]): Row {
  const api = new API({ cwd: projectDirectory });
  const config = join(projectDirectory, "tsconfig.json");
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  const lengths = paths
    .filter((path) => !path.endsWith(".test.ts"))
    .flatMap((path) => {
      const file = project?.program.getSourceFile(join(projectDirectory, path));
      return file ? lengthsIn(file) : [];
    })
    .sort((a, b) => a - b);
  api.close();
  const ranks = [0.5, 0.9, 1].map((share) => lengths[Math.ceil(lengths.length * share) - 1]);
  return [`lines of ${lengths.length} functions: p50 / p90 / max`, ranks.join(" / ")];
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
