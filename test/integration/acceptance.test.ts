import { afterAll, describe, expect, it } from "vitest";
import type { Check } from "../../infra/acceptance/check.ts";
import { awsSteps, intakeSteps, sourceSteps } from "../../infra/acceptance/checks/all-checks.ts";
import { alarms } from "../../infra/acceptance/checks/alarms.ts";
import { bill } from "../../infra/acceptance/checks/bill.ts";
import { handedOn } from "../../infra/acceptance/checks/containers.ts";
import { runSuite } from "../../infra/acceptance/suite.ts";
import type { Target } from "../../infra/acceptance/target.ts";
import { startLocalTarget } from "../../infra/acceptance/targets/local-target.ts";
import { readFiredAlarms } from "../../infra/acceptance/targets/cloudwatch.ts";
import { startFakeAws } from "../support/fake-aws.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const started = new AsyncDisposableStack();
afterAll(() => started.disposeAsync());
const target = await startLocalTarget(temporaryDirectory(), "example", started);
const options = { only: "", notifications: 10, onFinding: () => undefined, isStopped: () => false };
const namesOf = (steps: readonly (readonly Check<never>[])[]) => steps.flat().map(({ name }) => name);

it("the local intake passes every check of the acceptance suite that needs no AWS", async () => {
  const findings = await runSuite(target, options);
  const namesWith = (wanted: string) => findings.filter(({ result }) => result === wanted).map(({ check }) => check);
  expect(findings.filter(({ result }) => result === "failed")).toEqual([]);
  expect(namesWith("not run").toSorted()).toEqual(namesOf(awsSteps).toSorted());
  const run = new Set(findings.map(({ check }) => check));
  expect([...run].toSorted()).toEqual([...namesOf(sourceSteps), ...namesOf(intakeSteps)].toSorted());
}, 300_000);

describe("with AWS's word", () => {
  /** Ends each wait once AWS was asked. */
  async function findWith({ name: only }: Check<never>, members: (ask: <T>(value: T) => T) => Partial<Target>) {
    let isAsked = false;
    const ask = <T>(value: T): T => ((isAsked = true), value);
    const isStopped = () => isAsked;
    const [finding] = await runSuite({ ...target, ...members(ask) }, { ...options, only, isStopped });
    return finding;
  }

  const history = (id: string, HistorySummary: string) => {
    return { AlarmName: `Stack-IntakeAlarms${id}49777F38-X`, HistorySummary };
  };

  it.each([
    ["passes if every alarm fired", "Alarm updated from OK to ALARM", "passed", /^fired: AuditDeadLetters, /],
    ["fails if one did not", "Alarm updated from ALARM to OK", "failed", /^these alarms did not fire: YotiRefused$/],
  ])("%s", async (_, summary, result, sentence) => {
    const ids = ["Thales", "Pipwave", "Frankieone", "YotiSandbox"].map((id) => `${id}Refused`);
    const dead = ["Decisions", "CardDesign", "Audit"].map((id) => `${id}DeadLetters`);
    const fired = ["Quarantine", ...dead, ...ids].map((id) => history(id, "Alarm updated from OK to ALARM"));
    const DescribeAlarmHistory = (body: string) => {
      const isLast = "NextToken" in JSON.parse(body);
      return isLast ? { AlarmHistoryItems: [history("YotiRefused", summary)] } : { AlarmHistoryItems: fired, NextToken: "2" };
    };
    const { api } = await startFakeAws({ "GraniteServiceVersion20100801.DescribeAlarmHistory": DescribeAlarmHistory });
    const firedAlarms = () => readFiredAlarms(api, "Stack", new Date());
    const finding = await findWith(alarms, (ask) => ({ firedAlarms: async () => ask(await firedAlarms()) }));
    expect(finding).toMatchObject({ result, sentence: expect.stringMatching(sentence) });
  }, 120_000);

  it.each([
    ["prices what was counted for each notification", 100, "passed"],
    ["fails if CloudWatch counted less", 0, "failed"],
  ])("%s", async (_, writeUnits, result) => {
    const used = { invocations: 50, gbSeconds: 0.4, readUnits: 25, writeUnits, publishes: 50, deliveries: 150, logBytes: 10_000 };
    const finding = await findWith(bill, (ask) => ({ usage: { periodMs: 1, read: async () => ask(used) } }));
    // Five sources, ten each: 1 + 0.2 + 0.1067 + 0.0625 + 1.25 + 0.3 + 0.03 + 0.1.
    expect(finding).toMatchObject({ result });
    const sum = finding?.measures?.at(-1)?.values.counted;
    expect(result === "passed" ? sum : 3.049).toBeCloseTo(3.049, 3);
  }, 120_000);

  it.each([
    ["passes lines as the functions wrote them", {}, "passed", ""],
    ["fails if Lambda adds to a line", { timestamp: "2026-11-30T00:00:00Z" }, "failed", "a line also has timestamp"],
  ])("%s", async (_, added, result, sentence) => {
    const containers = async () => {
      const lines = await target.logLines?.() ?? [];
      return [{ functionId: "all", lines: lines.map((line) => JSON.stringify({ ...JSON.parse(line), ...added })) }];
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
  }, 120_000);
});
