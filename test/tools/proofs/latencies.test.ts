import { expect, it } from "vitest";
import { createLatencies } from "../../proofs/load/latencies.ts";

it("gives percentiles in milliseconds, by the names that a latency was recorded under", () => {
  const { record, rows } = createLatencies(["new", "all"]);
  for (let count = 1; count <= 1000; count += 1) record(count <= 10 ? ["new", "all"] : ["all"], count / 1000);
  expect(rows()).toEqual([
    { name: "new", count: 10, p50: 0.005, p99: 0.01, p999: 0.01, max: 0.01 },
    { name: "all", count: 1000, p50: 0.5, p99: 0.99, p999: 0.999, max: 1 },
  ]);
});
