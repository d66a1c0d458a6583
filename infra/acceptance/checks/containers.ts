import * as v from "valibot";
import type { IntakeCheck, TargetCheck } from "../check.ts";
import { ensure, needed, NotRun } from "../failure.ts";
import { distribution } from "../measure.ts";
import { poll } from "../poll.ts";
import type { Target } from "../target.ts";

/** CloudWatch shows a line after some seconds. */
const patienceMs = 2 * 60_000;
const pollMs = 5000;

const lineSchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

async function readContainers({ containers }: Target) {
  const read = await needed(containers, "the target has no CloudWatch Logs of Lambda")();
  return read.map(({ functionId, lines }) => {
    return { functionId, lines: lines.flatMap((text) => partOf(lineSchema, text)) };
  });
}

/** Nothing of what is another thing. */
function partOf<Part>(schema: v.GenericSchema<unknown, Part>, value: unknown): Part[] {
  const result = v.safeParse(schema, value);
  return result.success ? [result.output] : [];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
const addedByLambda = ["timestamp", "time", "level", "message", "record"];

export const handedOn: IntakeCheck = {
  name: "Lambda hands on a function's log line as it is",
  async run({ target, sources, options: { isStopped } }) {
    await readContainers(target);
    const played = sources.map((source) => ({ source, notification: source.invent() }));
    const ids = played.map(({ notification }) => notification.correlationId);
    for (const { source, notification } of played) {
      await source.deliver(notification);
      await source.expectEvents(notification);
    }
    const read = async () => {
      const lines = (await readContainers(target)).flatMap((container) => container.lines);
      return lines.filter(({ correlationId }) => ids.includes(String(correlationId)));
    };
    const found = await poll({ patienceMs, pollMs, isStopped }, read, ({ length }) => length >= ids.length);
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
      const found = lines.flatMap((line) => partOf(reportSchema, line));
      return measureReports(
        id,
        found.map(({ record }) => record.metrics),
      );
    });
    if (measures.length === 0) throw new NotRun("Lambda writes no reports: the stage has no platformLogs");
    return measures;
  },
};

function measureReports(id: string, all: readonly Metrics[]) {
  const cold = all.filter(({ initDurationMs }) => initDurationMs !== undefined);
  const warm = all.filter(({ initDurationMs }) => initDurationMs === undefined);
  const row = (name: string, of: readonly Metrics[], key: keyof Metrics, unit = "ms") =>
    distribution(
      `${id}: ${name}`,
      unit,
      of.flatMap((metrics) => metrics[key] ?? []),
    );
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
    const containers = await readContainers(target);
    return steps.flatMap((step) => {
      const own = containers.map(({ lines }) => lines.flatMap((line) => partOf(v.number(), line[step])));
      const row = (which: string, from: number, to?: number) =>
        distribution(
          `${step}, ${which} of a container`,
          "ms",
          own.flatMap((values) => values.slice(from, to)),
        );
      return [...row("first", 0, 1), ...row("second", 1, 2), ...row("later ones", 2)];
    });
  },
};
