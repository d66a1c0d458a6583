import { defineConfig } from "vitest/config";

/** The tests that judge mutants: those of the project `units` that run in this process and need no stack. */
export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts", "test/sources/**/*.test.ts"],
    // The contracts judge files that Stryker's sandbox does not hold.
    exclude: ["test/unit/aws/**", "test/unit/contracts/**"],
    setupFiles: ["test/mutation/fixed-seed.ts"],
    testTimeout: 20_000,
  },
});
