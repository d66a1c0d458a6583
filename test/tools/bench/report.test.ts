import { describe, expect, it } from "vitest";
import { goals } from "../../proofs/bench/goals.ts";
import { type Findings, writeJson, writeReport } from "../../proofs/bench/report.ts";
import { rowsOf } from "./rows.ts";

const findings: Findings = {
  date: "2026-11-21",
  machine: "2 × processor, Node 24.0.0",
  rounds: 3,
  notifications: 5,
  rows: new Map([
    ["floor", rowsOf({ "bytes shipped": 1_443_400, "import, time": 80, "new, CPU": 4, "new, AWS calls": 3 })],
    ["peer", rowsOf({ "import, time": 100, "new, CPU": 5, "refused, AWS calls": 0 })],
    [
      "yoti",
      rowsOf({
        "bytes shipped": 433_236,
        "import, time": 40.4,
        "new, CPU": 3,
        "new, AWS calls": 3,
        "refused, AWS calls": 0.004,
        "peak memory, warm": 72_400_000,
      }),
    ],
  ]),
  growth: [
    {
      title: "body of yoti",
      points: [
        { label: "1 kB", cpuMs: { low: 1, median: 2, high: 3 } },
        { label: "16 kB", cpuMs: { low: 11, median: 13, high: 15 } },
      ],
    },
  ],
};
const lines = writeReport(findings).split("\n");
const rowOf = (name: string) => lines.filter((line) => line.startsWith(`| ${name} |`));

describe("the report", () => {
  it("says what was measured, where and when", () => {
    expect(lines[0]).toMatch(/2026-11-21 on 2 × processor, Node 24\.0\.0: medians of 3 .* 5 notifications/);
  });

  it("has a column for each contestant, and one for ours beside each rival", () => {
    expect(lines.slice(4, 6)).toEqual([
      "|  | floor | peer | yoti | yoti : floor | yoti : peer |",
      "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]);
  });

  it.each([
    ["kilobytes", "bytes shipped", "| 1443 kB | – | 433 kB | 0.30 |  |"],
    ["megabytes", "peak memory, warm", "| – | – | 72 MB |  |  |"],
    ["calls as they are", "new, AWS calls", "| 3 | – | 3 | 1.00 |  |"],
    ["no call, and no ratio to it", "refused, AWS calls", "| – | 0 | 0 |  |  |"],
    [
      "short times",
      "new, CPU",
      "| 4.00 ms [3.00–5.00] | 5.00 ms [4.00–6.00] | 3.00 ms [2.00–4.00] | 0.75 | 0.60 |",
    ],
    ["long times", "import, time", "| 80 ms [79–81] | 100 ms [99–101] | 40 ms [39–41] | 0.51 | 0.40 |"],
  ])("writes %s", (_, row, cells) => {
    expect(rowOf(row)).toEqual([`| ${row} ${cells}`]);
  });

  it("sets each goal beside what was measured, and nothing where nothing was", () => {
    expect(rowOf("import, time, yoti : floor")).toEqual([
      "| import, time, yoti : floor | ≤ 0.60 | 0.51 | met |",
    ]);
    expect(rowOf("import and first notification, time, yoti : peer")).toEqual([
      "| import and first notification, time, yoti : peer | ≤ 0.60 |  |  |",
    ]);
    expect(lines.filter((line) => line.includes("| ≤ "))).toHaveLength(goals.length);
  });

  it("writes how cost grows, relative to the first point", () => {
    expect(lines.slice(-3)).toEqual([
      "| body of yoti | 1 kB | 16 kB |",
      "| --- | ---: | ---: |",
      "| CPU of a new notification | 2.00 ms [1.00–3.00] × 1.00 | 13 ms [11–15] × 6.50 |",
    ]);
  });
});

describe("the JSON", () => {
  const { rows, goals: written, ...rest } = JSON.parse(writeJson(findings));

  it("holds every row of every contestant", () => {
    expect(Object.keys(rows)).toEqual(["floor", "peer", "yoti"]);
    expect(rows.yoti["new, CPU"]).toEqual({ low: 2, median: 3, high: 4 });
    expect(Object.keys(rows.yoti)).toHaveLength(6);
  });

  it("holds the goals with their ratios, as far as there are any", () => {
    expect(written).toHaveLength(goals.length);
    expect(written).toContainEqual({ row: "new, CPU", rival: "floor", most: 1.05, ratio: 0.75, isMet: true });
    expect(written).toContainEqual({
      row: "import and first notification, time",
      rival: "peer",
      most: 0.6,
    });
  });

  it("holds the rest as it is", () => {
    const { rows: _, ...others } = findings;
    expect(rest).toEqual(others);
  });
});
