import { afterAll, expect, it } from "vitest";
import type { Check } from "../../infra/acceptance/check.ts";
import { alarms } from "../../infra/acceptance/checks/alarms.ts";
import { bill } from "../../infra/acceptance/checks/bill.ts";
import { handedOn } from "../../infra/acceptance/checks/containers.ts";
import { runSuite } from "../../infra/acceptance/suite.ts";
import type { Target } from "../../infra/acceptance/target.ts";
import { readFiredAlarms } from "../../infra/acceptance/targets/cloudwatch.ts";
import { startLocalTarget } from "../../infra/acceptance/targets/local-target.ts";
import { startFakeAws } from "../support/fake-aws.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const started = new AsyncDisposableStack();
afterAll(() => started.disposeAsync());
const target = await startLocalTarget(temporaryDirectory(), "example", started);
const options = { notifications: 10, onFinding: () => undefined };

/** Ends each wait once AWS was asked. */
async function findWith({ name: only }: Check<never>, members: (ask: <T>(value: T) => T) => Partial<Target>) {
  let isAsked = false;
  const ask = <T>(value: T): T => {
    isAsked = true;
    return value;
  };
  const isStopped = () => isAsked;
  const sources = target.sources.filter(({ id }) => id === "yoti");
  const [finding] = await runSuite({ ...target, sources, ...members(ask) }, { ...options, only, isStopped });
  return finding;
}

const history = (id: string, HistorySummary: string) => {
  return { AlarmName: `Stack-IntakeAlarms${id}49777F38-X`, HistorySummary };
};

it.each([
  ["passes if every alarm fired", "Alarm updated from OK to ALARM", "passed", /^fired: AuditDeadLetters, /],
  [
    "fails if one did not",
    "Alarm updated from ALARM to OK",
    "failed",
    /^these alarms did not fire: YotiRefused$/,
  ],
])(
  "%s",
  async (_, summary, result, sentence) => {
    const ids = ["Quarantine", ...["Decisions", "CardDesign", "Audit"].map((id) => `${id}DeadLetters`)];
    const fired = ids.map((id) => history(id, "Alarm updated from OK to ALARM"));
    const DescribeAlarmHistory = (body: string) => {
      const isLast = "NextToken" in JSON.parse(body);
      return isLast
        ? { AlarmHistoryItems: [history("YotiRefused", summary)] }
        : { AlarmHistoryItems: fired, NextToken: "2" };
    };
    const { api } = await startFakeAws({
      "GraniteServiceVersion20100801.DescribeAlarmHistory": DescribeAlarmHistory,
    });
    const firedAlarms = () => readFiredAlarms(api, "Stack", new Date());
    const finding = await findWith(alarms, (ask) => ({ firedAlarms: async () => ask(await firedAlarms()) }));
    expect(finding).toMatchObject({ result, sentence: expect.stringMatching(sentence) });
  },
  120_000,
);

it.each([
  ["prices what was counted for each notification", 20, "passed"],
  ["fails if CloudWatch counted less", 0, "failed"],
])(
  "%s",
  async (_, writeUnits, result) => {
    const used = {
      invocations: 10,
      gbSeconds: 0.08,
      readUnits: 5,
      writeUnits,
      publishes: 10,
      deliveries: 30,
      logBytes: 2000,
    };
    const finding = await findWith(bill, (ask) => ({ usage: { periodMs: 1, read: async () => ask(used) } }));
    // Ten of one source: 1 + 0.2 + 0.1067 + 0.0625 + 1.25 + 0.3 + 0.03 + 0.1.
    expect(finding).toMatchObject({ result });
    const sum = finding?.measures?.at(-1)?.values.counted;
    expect(result === "passed" ? sum : 3.049).toBeCloseTo(3.049, 3);
  },
  120_000,
);

it.each([
  ["passes lines as the functions wrote them", {}, "passed", ""],
  [
    "fails if Lambda adds to a line",
    { timestamp: "2026-11-30T00:00:00Z" },
    "failed",
    "a line also has timestamp",
  ],
])(
  "%s",
  async (_, added, result, sentence) => {
    const containers = async () => {
      const lines = (await target.logLines?.()) ?? [];
      return [
        { functionId: "all", lines: lines.map((line) => JSON.stringify({ ...JSON.parse(line), ...added })) },
      ];
    };
    let isFirst = true;
    const finding = await findWith(handedOn, (ask) => ({
      async containers() {
        const found = await containers();
        if (!isFirst) ask(found);
        isFirst = false;
        return found;
      },
    }));
    expect(finding).toMatchObject({ result, sentence });
  },
  120_000,
);
