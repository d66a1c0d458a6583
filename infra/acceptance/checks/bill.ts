import { setTimeout as sleep } from "node:timers/promises";
import { billed, type Usage } from "../../monitoring/estimated-cost.ts";
import type { IntakeCheck } from "../check.ts";
import { ensure, needed } from "../failure.ts";
import type { Measure } from "../measure.ts";
import type { PlayedIntake } from "../played-intake.ts";
import { sendMany } from "./many.ts";

/** Metrics come minutes late. */
const patienceMs = 15 * 60_000;
const pollMs = 30_000;

async function untilNext(periodMs: number): Promise<Date> {
  await sleep(periodMs - (Date.now() % periodMs));
  return new Date(Math.floor(Date.now() / periodMs) * periodMs);
}

export const bill: IntakeCheck = {
  name: "the bill of a million new notifications, by what CloudWatch counted",
  async run(intake) {
    const { periodMs, read } = needed(intake.target.usage, "the target has no CloudWatch that counts");
    const from = await untilNext(periodMs);
    await Promise.all(intake.sources.map(sendMany));
    const to = await untilNext(periodMs);
    const count = intake.sources.length * intake.options.notifications;
    const used = await untilCounted(intake, count, () => read(from, to));
    return priceUsage({ ...used, requests: count }, count);
  },
};

/** Until two reads agree on everything. */
async function untilCounted({ options }: PlayedIntake, count: number, read: () => Promise<Partial<Usage>>) {
  const endsAtMs = Date.now() + patienceMs;
  let used = await read();
  for (;;) {
    const { invocations = 0, sends, publishes = 0 } = used;
    const isCounted =
      invocations >= count && (sends ?? publishes) >= count && !Object.values(used).includes(0);
    const before = JSON.stringify(used);
    if (Date.now() > endsAtMs || options.isStopped()) {
      ensure(isCounted, `CloudWatch counted ${before} of ${count} notifications`);
      return used;
    }
    await sleep(pollMs);
    used = await read();
    if (isCounted && JSON.stringify(used) === before) return used;
  }
}

/** Beside what docs/operating.md, section 7, says. */
function priceUsage(used: Partial<Usage>, count: number): Measure[] {
  const rows = billed.flatMap(({ unit, price, estimated }) => {
    const each = (used[unit] ?? 0) / count;
    return used[unit] === undefined
      ? []
      : [{ unit, each, dollars: each * price, estimated: estimated * price }];
  });
  const dollars = rows.reduce((sum, row) => sum + row.dollars, 0);
  const estimated = billed.reduce((sum, row) => sum + row.estimated * row.price, 0);
  const row = (name: string, values: Measure["values"]) => ({
    name: `a million: ${name}`,
    unit: "$",
    values,
  });
  return [
    ...rows.map((each) =>
      row(each.unit, { each: each.each, counted: each.dollars, estimated: each.estimated }),
    ),
    row("sum", { counted: dollars, estimated }),
  ];
}
