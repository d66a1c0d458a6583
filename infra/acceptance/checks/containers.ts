import * as v from "valibot";
import { distribution, ensure, needed, NotRun } from "../check.ts";
import type { IntakeCheck, TargetCheck } from "../played-source.ts";
import { poll } from "../poll.ts";
import { parseAs } from "../received.ts";
import type { Target } from "../target.ts";

/** CloudWatch shows a line after some seconds. */
const patienceMs = 2 * 60_000;
const pollMs = 5000;

const lineSchema = v.record(v.string(), v.unknown());
type Line = v.InferOutput<typeof lineSchema>;

async function readContainers({ containers }: Target) {
  const read = await needed(containers, "the target has no CloudWatch Logs of Lambda")();
  return read.map(({ functionId, lines }) => {
    const parsed = lines.map((text) => parseAs(lineSchema, text));
    return { functionId, lines: parsed.filter((line) => line !== undefined) };
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
const addedByLambda = ["timestamp", "time", "level", "message", "record"];

export const handedOn: IntakeCheck = {
  name: "Lambda hands on a function's log line as it is",
  async run({ target, sources, options }) {
    await readContainers(target);
    const ids: string[] = [];
    for (const { deliverEvent } of sources) ids.push((await deliverEvent()).correlationId);
    const read = async () => {
      const lines = (await readContainers(target)).flatMap((container) => container.lines);
      return lines.filter(({ correlationId }) => ids.includes(String(correlationId)));
    };
    const found = await poll({ patienceMs, pollMs, ...options }, read, ({ length }) => length >= ids.length);
    ensure(found.length >= ids.length, `${found.length} lines of ${ids.length} deliveries`);
    const added = addedByLambda.filter((name) => found.some((line) => name in line));
    ensure(added.length === 0, `a line also has ${added.join(", ")}`);
  },
};

const metricsSchema = v.object({
  durationMs: v.number(),
  billedDurationMs: v.number(),
  maxMemoryUsedMB: v.number(),
  initDurationMs: v.optional(v.number()),
});
/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
const reportSchema = v.object({
  type: v.literal("platform.report"),
  record: v.object({ metrics: metricsSchema }),
});
type Metrics = v.InferOutput<typeof metricsSchema>;

export const reports: TargetCheck = {
  name: "cold starts, warm calls, billed time and memory, by Lambda's reports",
  async run({ target }) {
    const containers = Map.groupBy(await readContainers(target), ({ functionId }) => functionId);
    const measures = [...containers].flatMap(([id, own]) => {
      const lines = own.flatMap((container) => container.lines);
      const metrics = lines.flatMap((line) => (v.is(reportSchema, line) ? line.record.metrics : []));
      return measureReports(id, metrics);
    });
    if (measures.length === 0) throw new NotRun("Lambda writes no reports: the stage has no platformLogs");
    return measures;
  },
};

function measureReports(id: string, all: readonly Metrics[]) {
  const cold = all.filter(({ initDurationMs }) => initDurationMs !== undefined);
  const warm = all.filter(({ initDurationMs }) => initDurationMs === undefined);
  const row = (name: string, of: readonly Metrics[], key: keyof Metrics, unit = "ms") => {
    const values = of.flatMap((metrics) => metrics[key] ?? []);
    return distribution(`${id}: ${name}`, unit, values);
  };
  return [
    ...row("init of a cold start", cold, "initDurationMs"),
    ...row("first call after it", cold, "durationMs"),
    ...row("warm call", warm, "durationMs"),
    ...row("billed", all, "billedDurationMs"),
    ...row("peak memory", all, "maxMemoryUsedMB", "MB"),
  ];
}

const steps = ["secretMs", "checkMs", "sendMs", "recordMs"];

export const waits: TargetCheck = {
  name: "how long a container waits for AWS in its first, second and later deliveries",
  async run({ target }) {
    const containers = (await readContainers(target)).filter(({ lines }) => lines.some(isColdStart));
    const measures = steps.flatMap((step) => {
      const numbers = (line: Line) => (typeof line[step] === "number" ? line[step] : []);
      const own = containers.map(({ lines }) => lines.flatMap(numbers));
      const row = (which: string, from: number, to?: number) => {
        const values = own.flatMap((all) => all.slice(from, to));
        return distribution(`${step}, ${which} of a container`, "ms", values);
      };
      return [...row("first", 0, 1), ...row("second", 1, 2), ...row("later ones", 2)];
    });
    const reason = "the logs show no cold start and its deliveries: the stage may have no platformLogs";
    if (measures.length === 0) throw new NotRun(reason);
    return measures;
  },
};

/** Others' first deliveries may be older than the suite. */
function isColdStart(line: Line): boolean {
  return v.is(reportSchema, line) && line.record.metrics.initDurationMs !== undefined;
}
