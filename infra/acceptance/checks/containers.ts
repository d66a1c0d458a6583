import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import type { IntakeCheck, TargetCheck } from "../check.ts";
import { ensure, needed, NotRun } from "../failure.ts";
import { distribution } from "../measure.ts";
import type { Container, Target } from "../target.ts";

/** CloudWatch shows a line after some seconds. */
const patienceMs = 2 * 60_000;
const pollMs = 5000;

const lineSchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));
type Line = v.InferOutput<typeof lineSchema>;

function linesOf({ lines }: Container): Line[] {
  return lines.flatMap((text) => {
    const { success, output } = v.safeParse(lineSchema, text);
    return success ? [output] : [];
  });
}

function readContainers({ containers }: Target): Promise<readonly Container[]> {
  return needed(containers, "the target has no CloudWatch Logs of Lambda")();
}

/** What Lambda could add (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html). */
const added = ["timestamp", "time", "level", "message", "record"];

export const handedOn: IntakeCheck = {
  name: "Lambda hands on a function's log line as it is",
  async run({ target, sources, options }) {
    let containers = await readContainers(target);
    const waited = await Promise.all(
      sources.map(async (source) => {
        const notification = source.invent();
        source.expectSuccess(await source.deliver(notification), notification.body);
        await source.expectEvents(notification);
        return notification.correlationId;
      }),
    );
    const find = () =>
      containers.flatMap(linesOf).filter(({ correlationId }) => waited.includes(String(correlationId)));
    const endsAtMs = Date.now() + patienceMs;
    while (find().length < waited.length && Date.now() < endsAtMs && !options.isStopped()) {
      await sleep(pollMs);
      containers = await readContainers(target);
    }
    const found = find();
    ensure(found.length >= waited.length, `${found.length} lines of ${waited.length} deliveries`);
    for (const line of found) {
      const more = added.filter((name) => name in line);
      ensure(line.outcome === "accepted" && more.length === 0, `a line also has ${more.join(", ")}`);
    }
  },
};

const reportSchema = v.object({
  type: v.literal("platform.report"),
  record: v.object({
    metrics: v.object({
      durationMs: v.number(),
      billedDurationMs: v.number(),
      maxMemoryUsedMB: v.number(),
      initDurationMs: v.optional(v.number()),
    }),
  }),
});

export const reports: TargetCheck = {
  name: "cold starts, warm calls, billed time and memory, by Lambda's reports",
  async run({ target }) {
    const containers = Map.groupBy(await readContainers(target), ({ functionId }) => functionId);
    const measures = [...containers].flatMap(([id, own]) => {
      const metrics = own.flatMap(linesOf).flatMap((line) => {
        const { success, output } = v.safeParse(reportSchema, line);
        return success ? [output.record.metrics] : [];
      });
      const cold = metrics.filter(({ initDurationMs }) => initDurationMs !== undefined);
      const warm = metrics.filter(({ initDurationMs }) => initDurationMs === undefined);
      const row = (name: string, of: typeof metrics, key: keyof (typeof metrics)[number], unit = "ms") =>
        distribution(
          `${id}: ${name}`,
          unit,
          of.flatMap((each) => each[key] ?? []),
        );
      return [
        ...row("init of a cold start", cold, "initDurationMs"),
        ...row("first call after it", cold, "durationMs"),
        ...row("warm call", warm, "durationMs"),
        ...row("billed", metrics, "billedDurationMs"),
        ...row("peak memory", metrics, "maxMemoryUsedMB", "MB"),
      ];
    });
    if (measures.length === 0) throw new NotRun("the stage has no platformLogs, so Lambda writes no reports");
    return measures;
  },
};

const steps = ["secretMs", "checkMs", "sendMs", "recordMs"];

export const waits: TargetCheck = {
  name: "how long a container waits for AWS in its first, second and later deliveries",
  async run({ target }) {
    const containers = (await readContainers(target)).map(linesOf);
    return steps.flatMap((step) => {
      const own = containers.map((lines) =>
        lines.flatMap((line) => (typeof line[step] === "number" ? line[step] : [])),
      );
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
