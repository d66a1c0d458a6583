/** Mutation testing of what must not be wrong: who is believed, and what becomes of a delivery. */
export default {
  mutate: [
    "lib/{authentication,json,delivery,intake,outbox}/**/*.ts",
    "lib/source/{interpret,idempotency-key,quarantine}.ts",
  ],
  testRunner: "vitest",
  vitest: { configFile: "test/mutation/vitest.config.ts" },
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 10_000,
  timeoutFactor: 3,
  thresholds: { high: 100, low: 95, break: 95 },
  reporters: ["clear-text", "progress", "html"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  htmlReporter: { fileName: "build/mutation/index.html" },
  tempDirName: "build/mutation/sandbox",
  ignorePatterns: ["build", ".local", "cdk.out", "docs"],
  // No tsconfig.json to rewrite for the sandbox: ours refers to nothing outside it.
  tsconfigFile: "none",
  allowConsoleColors: false,
};
