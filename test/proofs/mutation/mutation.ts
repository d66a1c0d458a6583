import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { projectDirectory } from "../../../infra/project.ts";
import { type Arguments, proofCommand, type Result } from "../kit/command.ts";
import { writeTable } from "../kit/table.ts";

type Name = "mutate";

const reportFile = join(projectDirectory, "build/mutation/mutation.json");
const mutantSchema = v.object({
  mutatorName: v.string(),
  status: v.string(),
  replacement: v.optional(v.string()),
  location: v.object({ start: v.object({ line: v.number() }) }),
});
const reportSchema = v.object({ files: v.record(v.string(), v.object({ mutants: v.array(mutantSchema) })) });
type Mutant = v.InferOutput<typeof mutantSchema>;

const isNoticed = ({ status }: Mutant) => ["Killed", "Timeout"].includes(status);
const isJudged = ({ status }: Mutant) => ["Killed", "Timeout", "Survived", "NoCoverage"].includes(status);

function describeMutants(): string {
  const { files } = v.parse(reportSchema, JSON.parse(readFileSync(reportFile, "utf8")));
  const judged = Object.entries(files).map(
    ([path, { mutants }]) => [path, mutants.filter(isJudged)] as const,
  );
  const rows = judged.map(([path, mutants]) => [path, mutants.length, mutants.filter(isNoticed).length]);
  const survivors = judged.flatMap(([path, mutants]) =>
    mutants
      .filter((mutant) => !isNoticed(mutant))
      .map(({ mutatorName, replacement = "", location }) => [
        `${path}:${location.start.line}`,
        mutatorName,
        replacement.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").slice(0, 40),
      ]),
  );
  const total = judged.flatMap(([, mutants]) => mutants);
  const sums = ["all", total.length, total.filter(isNoticed).length];
  const alive =
    survivors.length > 0 ? `\n${writeTable(["not noticed", "mutator", "instead"], survivors)}` : "";
  return writeTable(["", "mutants", "noticed"], [...rows, sums]) + alive;
}

async function run({ text }: Arguments<Name>): Promise<Result> {
  const mutate = text("mutate");
  rmSync(reportFile, { force: true });
  const parameters = ["run", ...(mutate === undefined ? [] : ["--mutate", mutate])];
  const stryker = join(projectDirectory, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const { status } = spawnSync(process.execPath, [stryker, ...parameters], {
    cwd: projectDirectory,
    stdio: ["ignore", 2, 2],
  });
  const report = existsSync(reportFile) ? describeMutants() : "Stryker ended without a report.\n";
  const problems = status === 0 ? [] : ["fewer mutants were noticed than stryker.config.mjs asks for"];
  return { report, problems, options: { mutate } };
}

await proofCommand<Name>({
  script: "mutation",
  summary: "breaks the code in one place at a time, and counts what the unit tests notice",
  options: { mutate: { value: "FILES", about: "these files instead of those of stryker.config.mjs" } },
  about: "The report is build/mutation/index.html. Exit code 1 if fewer than 95 % are noticed.\n",
  run,
});
