import { expect } from "vitest";
import type { Entry } from "../entry.ts";

/** What everything that lands has passed. */
export const checks: readonly Entry[] = [
  ...["npm ci", "npm run lint", "npm run types", "npm run dead-code", "npm test"].map((text) => ({
    command: new RegExp(text),
    tested: { file: ".ci/run", says: `\n${text}\n` },
  })),
  // The same commands by one name.
  {
    command: /npm run check/,
    tested: { file: "package.json", says: "npm run lint && npm run types && npm run dead-code && npm test" },
  },
  // Its tests are what runs here, so that only their number is asked for.
  {
    command: /npx vitest run --project \w+/,
    run: {
      as: (text) => `${text.replace("vitest run", "vitest list")} --filesOnly`,
      prints: /test\/unit\/json\.test\.ts/,
    },
  },
  {
    command: /npx vitest run( test\/[\w./-]+)+/,
    run: {
      as: (text) => `${text.replace("vitest run", "vitest list")} --filesOnly`,
      prints: /test\/sources\/yoti\.test\.ts/,
    },
  },
  {
    command: /npx biome check --write \./,
    run: {
      check: ({ stdout, stderr }) =>
        expect(stdout + stderr).toMatch(/^Checked \d+ files.* No fixes applied/m),
    },
  },
];
