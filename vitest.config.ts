import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/support/clear-records.ts"],
    sequence: { shuffle: true },
    projects: [
      {
        test: {
          name: "units",
          include: [
            "test/unit/**/*.test.ts",
            "test/vendors/**/*.test.ts",
            "test/proofs/fuzz/**/*.test.ts",
            "test/stack/**/*.test.ts",
            "test/docs/*.test.ts",
            "test/tools/**/*.test.ts",
            "docs/examples/**/*.test.ts",
            "test/*.test.ts",
          ],
          sequence: { shuffle: true, groupOrder: 0 },
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts", "test/docs/running/*.test.ts"],
          sequence: { shuffle: true, groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        // By itself, since it uses all processors.
        test: {
          name: "faults",
          include: ["test/proofs/simulation/**/*.test.ts"],
          sequence: { shuffle: true, groupOrder: 3 },
        },
      },
      {
        // After the functions' processes: reads what every one of them logged while the other tests ran.
        test: {
          name: "logs",
          include: ["test/proofs/privacy.test.ts"],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
