import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { billed, type Usage } from "../../monitoring/estimated-cost.ts";
import { ensure, type Measure, needed } from "../check.ts";
import type { IntakeCheck } from "../played-source.ts";
import { poll } from "../poll.ts";
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
    const patience = { patienceMs, pollMs, ...intake.options };
    let before = {};
    const isSteady = (seen: Partial<Usage>) => {
      const isSame = isDeepStrictEqual(seen, before);
      before = seen;
      return isSame && isCounted(seen, count);
    };
    const used = await poll(patience, () => read(from, to), isSteady);
    const counted = `CloudWatch counted ${JSON.stringify(used)}`;
    ensure(isCounted(used, count), `${counted} of ${count} notifications`);
    return priceUsage({ ...used, requests: count }, count);
  },
};

function isCounted(used: Partial<Usage>, count: number): boolean {
  const { invocations = 0, sends, publishes = 0 } = used;
  return invocations >= count && (sends ?? publishes) >= count && !Object.values(used).includes(0);
}

/** Beside what docs/operating.md, section 7, says. */
function priceUsage(used: Partial<Usage>, count: number): Measure[] {
  const rows = billed
    .filter(({ unit }) => used[unit] !== undefined)
    .map(({ unit, price, estimated }) => {
      const each = (used[unit] ?? 0) / count;
      const values = { each, counted: each * price, estimated: estimated * price };
      return { name: `a million: ${unit}`, unit: "$", values };
    });
  const sumOf = (key: "counted" | "estimated") => rows.reduce((sum, { values }) => sum + values[key], 0);
  const values = { counted: sumOf("counted"), estimated: sumOf("estimated") };
  return [...rows, { name: "a million: sum", unit: "$", values }];
}
