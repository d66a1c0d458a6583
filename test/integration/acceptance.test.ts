import { afterAll, expect, it } from "vitest";
import type { Check } from "../../infra/acceptance/check.ts";
import { intakeSteps, sourceSteps } from "../../infra/acceptance/checks/all-checks.ts";
import { runSuite } from "../../infra/acceptance/suite.ts";
import { startLocalTarget } from "../../infra/acceptance/targets/local-target.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const started = new AsyncDisposableStack();
afterAll(() => started.disposeAsync());
const target = await startLocalTarget(temporaryDirectory(), "example", started);

it("the local intake passes every check of the acceptance suite", async () => {
  const options = { only: "", notifications: 10, onFinding: () => undefined, isStopped: () => false };
  const findings = await runSuite(target, options);
  expect(findings.filter(({ result }) => result !== "passed")).toEqual([]);
  const checks: readonly Check<never>[] = [...sourceSteps, ...intakeSteps].flat();
  const run = new Set(findings.map(({ check }) => check));
  expect([...run].toSorted()).toEqual(checks.map(({ name }) => name).toSorted());
}, 300_000);
