import { afterAll, expect, it } from "vitest";
import type { Check } from "../../infra/acceptance/check.ts";
import { awsSteps, intakeSteps, sourceSteps } from "../../infra/acceptance/checks/all-checks.ts";
import { runSuite } from "../../infra/acceptance/suite.ts";
import { startLocalTarget } from "../../infra/acceptance/targets/local-target.ts";
import { record } from "../support/records.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const started = new AsyncDisposableStack();
afterAll(() => started.disposeAsync());
const target = await startLocalTarget(temporaryDirectory(), "example", started);
const options = { only: "", notifications: 10, onFinding: () => undefined, isStopped: () => false };
const namesOf = (steps: readonly (readonly Check<never>[])[]) => steps.flat().map(({ name }) => name);

it("the local intake passes every check of the acceptance suite that needs no AWS", async () => {
  const findings = await runSuite(target, options);
  for (const line of (await target.logLines?.()) ?? []) record("logs", line);
  const namesWith = (wanted: string) =>
    findings.filter(({ result }) => result === wanted).map(({ check }) => check);
  expect(findings.filter(({ result }) => result === "failed")).toEqual([]);
  expect(namesWith("not run").toSorted()).toEqual(namesOf(awsSteps).toSorted());
  const run = new Set(findings.map(({ check }) => check));
  expect([...run].toSorted()).toEqual([...namesOf(sourceSteps), ...namesOf(intakeSteps)].toSorted());
}, 300_000);
