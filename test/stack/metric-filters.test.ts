import { describe, expect, it } from "vitest";
import { recordRelay } from "../../lib/aws/handlers/outbox-relay-telemetry.ts";
import { recordDelivery, recordReplay, recordUnusableSecret } from "../../lib/aws/handlers/telemetry.ts";
import type { Receipt } from "../../lib/intake/receipt.ts";
import type { ReplayReceipt } from "../../lib/intake/replay.ts";
import { feed, metricFiltersOf } from "../support/metric-filters.ts";
import { logicalIdOf, sourcesNamedIn, synthesizeStage } from "../support/synthesized-stack.ts";
import { watchedMetricsOf } from "../support/watched-metrics.ts";
import { captureOutput } from "../unit/aws/captured-output.ts";

const example = synthesizeStage("example");
const filters = metricFiltersOf(example);
const ids = sourcesNamedIn("example");
const filtersOf = (source: string) =>
  filters.filter(({ metric }) => metric.MetricNamespace.endsWith(`/${source}`));
const relayFilters = filters.filter(({ metric }) => /^Notifications\/\w+$/.test(metric.MetricNamespace));

/** The metrics from lines that the code really writes. */
function fedBy(write: () => void, read = filtersOf("yoti")): string[] {
  const output = captureOutput();
  write();
  return read.flatMap((filter) => feed(filter, output.text()) ?? []);
}

const event = "0123456789abcdef".repeat(4);
const tookMs = { secret: 0, check: 5, send: 11, record: 6, defer: 7 };
const times =
  "Duration 23, SecretDuration 0, CheckDuration 5, SendDuration 11, RecordDuration 6, DeferDuration 7";

describe("the line of a delivery", () => {
  const [cause, code] = ["TimeoutError", "stores_unavailable"] as const;
  const counted = (counts: string) => counts.split(", ").map((count) => `${count} 1`);
  it.each<readonly [Receipt, string]>([
    [{ outcome: "accepted", event }, "Received, Authentic, Accepted"],
    [{ outcome: "duplicate", event }, "Received, Authentic, Duplicate"],
    [{ outcome: "quarantined", event }, "Received, Authentic, Quarantined"],
    [{ outcome: "deferred", event, cause }, "Received, Authentic, Deferred"],
    [{ outcome: "accepted", event, repeatable: true }, "Received, Authentic, Accepted, Repeatable"],
    [{ outcome: "accepted", event, tableFault: cause }, "Received, Authentic, Accepted, TableFault"],
    [{ outcome: "refused", code: "token_invalid" }, "Received, Refused, Refused{code=token_invalid}"],
    [{ outcome: "failed", code, cause }, "Received, Failed, Failed{code=stores_unavailable}"],
  ])("of %j feeds these counts and every time", (receipt, counts) => {
    const fact = { requestId: "r-1", correlationId: "c-1", receipt, durationMs: 23, tookMs };
    expect(fedBy(() => recordDelivery(fact))).toEqual([...counted(counts), ...times.split(", ")]);
  });

  it("feeds the time of no step that was not taken", () => {
    const receipt = { outcome: "duplicate", event } as const;
    const fact = { requestId: "r-1", correlationId: "r-1", receipt, durationMs: 0, tookMs: { check: 5 } };
    const fed = [...counted("Received, Authentic, Duplicate"), "Duration 0", "CheckDuration 5"];
    expect(fedBy(() => recordDelivery(fact))).toEqual(fed);
  });
});

const cause = "TimeoutError";
const replayed = (receipt: ReplayReceipt) => () => recordReplay({ receipt, tookMs });
const nothing = { found: 0, sent: 0, failed: 0, finished: true };
const unread = { ...nothing, failed: 1, finished: false, cause };
it.each<readonly [string, () => void, readonly string[]]>([
  ["a replay", replayed({ outcome: "accepted", event, tableFault: cause }), []],
  ["a deferred replay", replayed({ outcome: "deferred", event, cause }), []],
  ["a failed replay", replayed({ outcome: "failed", code: "stores_unavailable", cause }), []],
  ["a replay to no avail", replayed({ outcome: "quarantined", issues: [{ code: "unexpected" }] }), []],
  ["an unusable secret", () => recordUnusableSecret("white_space"), ids.map(() => "UnusableSecret 1")],
  ["a relay with nothing to do", () => recordRelay(nothing), ["OutboxWaiting 0", "Relayed 0"]],
  [
    "a relay that failed in part",
    () => recordRelay({ found: 3, sent: 2, failed: 1, finished: false, cause }),
    ["OutboxWaiting 3", "Relayed 2"],
  ],
  // Its alarm must see that it could not read.
  ["a relay that read nothing", () => recordRelay(unread), ["Relayed 0"]],
])("the line of %s feeds these metrics and no other", (_, write, metrics) => {
  expect(fedBy(write, filters)).toEqual(metrics);
});

describe("the metric filters", () => {
  it.each(ids)("of %s are those of every source, on its own log group and under its own name", (source) => {
    const shapesOf = (id: string) =>
      filtersOf(id).map(({ pattern, metric: { MetricNamespace: _, ...metric } }) => ({ pattern, metric }));
    expect(shapesOf(source)).toEqual(shapesOf("yoti"));
    expect(shapesOf(source).length).toBeGreaterThan(0);
    for (const { logGroup } of filtersOf(source))
      expect(logGroup).toMatch(logicalIdOf(source, "functionlogs"));
  });

  it("are no more than these", () => {
    const perSource = filtersOf("yoti").length;
    expect(filters).toHaveLength(perSource * ids.length + relayFilters.length);
    // A log group can have this many.
    expect(perSource).toBeLessThanOrEqual(100);
  });

  it("are made one after the other on a log group", () => {
    for (const sameLogGroup of Map.groupBy(filters, ({ logGroup }) => logGroup).values()) {
      const before = [undefined, ...sameLogGroup.slice(0, -1).map(({ id }) => id)];
      expect(sameLogGroup.map(({ dependencies: [first] }) => first)).toEqual(before);
    }
  });

  it("feed every metric that an alarm or the dashboard looks at", () => {
    const fed = filters
      .filter(({ metric }) => metric.Dimensions.length === 0)
      .map(({ metric }) => `${metric.MetricNamespace} ${metric.MetricName}`);
    const watched = watchedMetricsOf(example);
    expect(watched.length).toBeGreaterThan(ids.length * 8);
    expect(watched.filter((metric) => !fed.includes(metric))).toEqual([]);
  });
});
