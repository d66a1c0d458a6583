import { defineConfig } from "vitest/config";

/** The tests that judge mutants: of what `stryker.config.mjs` mutates, in this process and without a stack. */
export default defineConfig({
  test: {
    include: [
      "test/unit/{json,delivery,authentication,source,intake,outbox}/**/*.test.ts",
      "test/vendors/*.test.ts",
    ],
    setupFiles: ["test/support/fixed-seed.ts"],
    testTimeout: 20_000,
  },
});
