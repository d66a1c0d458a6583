import { describe, expect, it } from "vitest";
import { type Rows, writeReport } from "../../proofs/bench/report.ts";

/** Rows with these medians, and quartiles of one less and one more. */
function rowsOf(medians: Readonly<Record<string, number>>): Rows {
  return new Map(
    Object.entries(medians).map(([row, median]) => [row, { low: median - 1, median, high: median + 1 }]),
  );
}

const sdk = { "bytes shipped": 1_443_400, "import, time": 80, "new, CPU": 4, "new, AWS calls": 3 };
const powertools = { "import, time": 100, "new, CPU": 5, "refused, AWS calls": 0 };
const yoti = {
  ...{ "bytes shipped": 433_236, "import, time": 40.4, "new, CPU": 3, "new, AWS calls": 3 },
  ...{ "refused, AWS calls": 0.004, "peak memory, warm": 72_400_000 },
};
const points = [
  { label: "1 kB", cpuMs: { low: 1, median: 2, high: 3 } },
  { label: "16 kB", cpuMs: { low: 11, median: 13, high: 15 } },
];
const report = writeReport({
  rows: new Map([
    ["baseline-sdk", rowsOf(sdk)],
    ["baseline-powertools", rowsOf(powertools)],
    ["yoti", rowsOf(yoti)],
  ]),
  growth: [{ title: "body of yoti", points }],
});
const rows = report.split("\n").map((line) =>
  line
    .split("|")
    .map((cell) => cell.trim())
    .slice(1, -1),
);

describe("the bench's report", () => {
  it.each([
    ["bytes shipped", ["1443 kB", "–", "433 kB", "0.30", ""]],
    ["peak memory, warm", ["–", "–", "72 MB", "", ""]],
    ["new, AWS calls", ["3", "–", "3", "1.00", ""]],
    ["refused, AWS calls", ["–", "0", "0", "", ""]],
    ["new, CPU", ["4.00 ms [3.00–5.00]", "5.00 ms [4.00–6.00]", "3.00 ms [2.00–4.00]", "0.75", "0.60"]],
    ["import, time", ["80 ms [79–81]", "100 ms [99–101]", "40 ms [39–41]", "0.51", "0.40"]],
    ["import, time, yoti : baseline-sdk", ["≤ 0.60", "0.51", "met"]],
    ["import, time, yoti : baseline-powertools", ["≤ 0.40", "0.40", "missed"]],
    ["import and first notification, time, yoti : baseline-powertools", ["≤ 0.60", "", ""]],
    ["CPU of a new notification", ["2.00 ms [1.00–3.00] × 1.00", "13 ms [11–15] × 6.50"]],
  ])("has the row %s", (name, cells) => {
    expect(rows.filter(([first]) => first === name)).toEqual([[name, ...cells]]);
  });
});
