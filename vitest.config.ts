import { availableParallelism } from "node:os";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const inLongRun = "**/*.long.test.ts";
const withProcesses = "test/{integration,docs/running}/**/*.test.ts";
const last = "test/proofs/privacy.test.ts";
const cores = Math.max(availableParallelism(), 2);

/** Projects run one after the other. The files of a project share workers, so that each loads the CDK once. */
function project(
  name: string,
  groupOrder: number,
  include: readonly string[],
  exclude: readonly string[] = [],
  maxWorkers = cores,
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [...include],
      exclude: ["**/node_modules/**", ...exclude],
      sequence: { shuffle: true, groupOrder },
      isolate: false,
      setupFiles: ["test/support/undo-stubs.ts"],
      // `test/stack/synthesis.test.ts` runs CDK's own validation. It takes as long as the rest of a synthesis.
      env: { CDK_VALIDATION: "false" },
      maxWorkers,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  };
}

export default defineConfig({
  test: {
    globalSetup: ["test/support/one-run.ts"],
    sequence: { shuffle: true },
    projects: [
      project("units", 0, ["{test,docs/examples}/**/*.test.ts"], [withProcesses, last, inLongRun]),
      project("integration", 1, [withProcesses], [inLongRun]),
      // A third of their time they wait.
      project("long", 2, [`test/${inLongRun}`], [], cores + 1),
      // Last: it reads what the functions of all other tests logged.
      project("logs", 3, [last]),
    ],
  },
});
