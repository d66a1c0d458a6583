import { afterAll, expect, it } from "vitest";
import type { Check } from "../../infra/acceptance/check.ts";
import { alarms } from "../../infra/acceptance/checks/alarms.ts";
import { bill } from "../../infra/acceptance/checks/bill.ts";
import { handedOn } from "../../infra/acceptance/checks/containers.ts";
import { outage } from "../../infra/acceptance/checks/outage.ts";
import { runSuite } from "../../infra/acceptance/suite.ts";
import type { Target } from "../../infra/acceptance/target.ts";
import { readFiredAlarms } from "../../infra/acceptance/targets/cloudwatch.ts";
import { startLocalTarget } from "../../infra/acceptance/targets/local-target.ts";
import { startFakeAws } from "../support/fake-aws.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const timeout = 120_000;
const started = new AsyncDisposableStack();
afterAll(() => started.disposeAsync());
const target = await startLocalTarget(temporaryDirectory(), "example", started);

/** Ends each wait once AWS was asked so often. */
async function findWith(
  { name: only }: Check<never>,
  members: (ask: <T>(value: T) => T) => Partial<Target>,
  times = 1,
) {
  let asked = 0;
  const ask = <T>(value: T): T => {
    asked += 1;
    return value;
  };
  const options = { only, notifications: 10, onFinding: () => undefined, isStopped: () => asked >= times };
  const sources = target.sources.filter(({ id }) => id === "yoti");
  const [finding] = await runSuite({ ...target, sources, ...members(ask) }, options);
  return finding;
}

it.each([
  ["passes if every alarm fired", "OK to ALARM", "passed", /^fired: AuditDeadLetters, /],
  ["fails if one did not", "ALARM to OK", "failed", /^these alarms did not fire: YotiRefused$/],
])("%s", { timeout }, async (_, change, result, sentence) => {
  const history = (id: string, changed = "OK to ALARM") => {
    return {
      AlarmName: `Stack-IntakeAlarms${id}49777F38-X`,
      HistorySummary: `Alarm updated from ${changed}`,
    };
  };
  const letters = ["Decisions", "CardDesign", "Audit"].map((id) => history(`${id}DeadLetters`));
  const pages = [
    { AlarmHistoryItems: [history("Quarantine"), ...letters], NextToken: "2" },
    { AlarmHistoryItems: [history("YotiRefused", change)] },
  ];
  const { api } = await startFakeAws({
    "GraniteServiceVersion20100801.DescribeAlarmHistory": (body) =>
      pages["NextToken" in JSON.parse(body) ? 1 : 0] ?? 500,
  });
  const firedAlarms = () => readFiredAlarms(api, "Stack", new Date());
  const finding = await findWith(alarms, (ask) => ({ firedAlarms: async () => ask(await firedAlarms()) }));
  expect(finding).toMatchObject({ result, sentence: expect.stringMatching(sentence) });
});

it.each([
  ["prices what was counted for each notification", 20, "passed"],
  ["fails if CloudWatch counted less", 0, "failed"],
])("%s", { timeout }, async (_, writeUnits, result) => {
  const ofTopic = { publishes: 10, deliveries: 30, logBytes: 2000 };
  const used = { invocations: 10, gbSeconds: 0.08, readUnits: 5, writeUnits, ...ofTopic };
  const finding = await findWith(bill, (ask) => ({ usage: { periodMs: 1, read: async () => ask(used) } }));
  // Ten of one source: 1 + 0.2 + 0.1067 + 0.0625 + 1.25 + 0.3 + 0.03 + 0.1.
  expect(finding).toMatchObject({ result });
  const sum = finding?.measures?.at(-1)?.values.counted;
  expect(result === "passed" ? sum : 3.049).toBeCloseTo(3.049, 3);
});

it.each([
  ["passes lines as the functions wrote them", {}, "passed", ""],
  ["fails if Lambda adds to a line", { timestamp: "now" }, "failed", "a line also has timestamp"],
])("%s", { timeout }, async (_, added, result, sentence) => {
  // The check reads once before it delivers.
  const finding = await findWith(
    handedOn,
    (ask) => ({
      async containers() {
        const lines = ((await target.logLines?.()) ?? []).map((line) => ({ ...JSON.parse(line), ...added }));
        return ask([{ functionId: "all", lines: lines.map((line) => JSON.stringify(line)) }]);
      },
    }),
    2,
  );
  expect(finding).toMatchObject({ result, sentence });
});

it("fails an outage in which nothing was stopped", { timeout }, async () => {
  const stopQueue = async () => new AsyncDisposableStack();
  const finding = await findWith(outage, (ask) => ({
    stopQueue,
    logLines: async () => ask((await target.logLines?.()) ?? []),
  }));
  const sentence = "the functions say deferred of 0 of 1 deliveries";
  expect(finding).toMatchObject({ result: "failed", sentence });
});
