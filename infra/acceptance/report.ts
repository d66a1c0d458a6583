import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "./check.ts";
import type { Target } from "./target.ts";

export type AcceptanceReport = ReturnType<typeof createReport>;

export function createReport(target: Target, findings: readonly Finding[]) {
  const count = (wanted: Finding["result"]) => findings.filter(({ result }) => result === wanted).length;
  const [passed, failed, notRun] = [count("passed"), count("failed"), count("not run")];
  return { target: target.name, passed, failed, notRun, findings };
}

export function writeReport(directory: string, report: AcceptanceReport): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "acceptance.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(directory, "acceptance.md"), describeReport(report));
}

export function describeFinding({ check, source, result, sentence, tookMs }: Finding): string {
  const whose = source === undefined ? "" : `${source}: `;
  const why = sentence === "" ? "" : `: ${sentence}`;
  return `${result.padEnd(7)}  ${whose}${check}${why}  (${(tookMs / 1000).toFixed(1)} s)`;
}

/** In Markdown. A check's row has the sources that passed it, and one line for each that did not. */
export function describeReport({ target, passed, failed, notRun, findings }: AcceptanceReport): string {
  const rows = [...Map.groupBy(findings, ({ check }) => check)].map(([check, own]) => {
    const cell = (result: Finding["result"]) => {
      const names = own.filter((finding) => finding.result === result).map(({ source }) => source ?? "yes");
      return names.length === own.length && names.length > 1 ? "all" : names.join(", ");
    };
    return `| ${check} | ${cell("passed")} | ${cell("failed")} | ${cell("not run")} |\n`;
  });
  const reasons = findings
    .filter(({ sentence }) => sentence !== "")
    .map((finding) => `- ${describeFinding(finding)}\n`);
  return `Target: ${target}. ${passed} passed, ${failed} failed, ${notRun} not run.

| check | passed | failed | not run |
| --- | --- | --- | --- |
${rows.join("")}${reasons.length > 0 ? `\n${reasons.join("")}` : ""}${describeMeasures(target, findings)}`;
}

function describeMeasures(target: string, findings: readonly Finding[]): string {
  const rows = findings.flatMap(({ source = "all", measures = [] }) =>
    measures.map(({ name, unit, values }) => {
      const numbers = Object.entries(values).map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`);
      return `| ${name} | ${source} | ${numbers.join(", ")} ${unit} |\n`;
    }),
  );
  const heading = `Measured at ${target}:\n\n| what | of | |\n| --- | --- | --- |`;
  return rows.length > 0 ? `\n${heading}\n${rows.join("")}` : "";
}
