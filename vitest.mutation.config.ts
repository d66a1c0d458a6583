import { defineConfig } from "vitest/config";

/** The tests that judge mutants: of what `stryker.config.mjs` mutates, in this process and without a stack. */
export default defineConfig({
  test: {
    include: ["test/unit/*.test.ts", "test/unit/authentication/*.test.ts", "test/sources/*.test.ts"],
    // Of the local stack, which is not mutated.
    exclude: ["test/unit/{delivery-log,local-settings,npm-options,terminal-text}.test.ts"],
    setupFiles: ["test/mutation/fixed-seed.ts"],
    testTimeout: 20_000,
  },
});
