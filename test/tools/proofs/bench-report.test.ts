import { expect, it } from "vitest";
import { writeReport } from "../../proofs/bench/report.ts";

const spread = (median: number) => ({ low: median - 1, median, high: median + 1 });
const rowsOf = (importMs: number, cpuMs: number) =>
  new Map([
    ["import, time", spread(importMs)],
    ["new, CPU", spread(cpuMs)],
  ]);

it("says of each ratio whether it meets its goal", () => {
  const report = writeReport(
    new Map([
      ["raw", rowsOf(30, 2)],
      ["baseline-sdk", rowsOf(80, 6)],
      ["baseline-powertools", rowsOf(90, 5)],
      ["yoti", rowsOf(40, 4.4)],
      ["yoti to a topic", rowsOf(60, 5.5)],
    ]),
  );
  expect(report).toMatch(
    /^\| import, time .*\| +1\.33 \| +0\.50 ≤ 0\.55 \| +MISSED: 0\.44 > 0\.4 \| +1\.50 \|$/m,
  );
  expect(report).toMatch(
    /^\| new, CPU .*\| +MISSED: 2\.20 > 2 \| +0\.73 ≤ 0\.75 \| +MISSED: 0\.88 > 0\.65 \| +1\.25 \|$/m,
  );
});
