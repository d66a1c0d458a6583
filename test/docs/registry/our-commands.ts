import { expect } from "vitest";
import type { Entry } from "../entry.ts";
import { withHelp } from "../entry.ts";

/** The project's own commands that end soon, and `npm start`, which the other ones are run against. */
export const ourCommands: readonly Entry[] = [
  { command: /npm start/, run: { prints: /^The intake is running\.$/m } },
  { command: /npm (start|run [\w:-]+) -- --help/, run: { prints: /^(Usage: )?npm (start|run )/m } },
  { command: /npm run send/, run: { as: withHelp, prints: /^Usage: npm run send -- /m } },
  { command: /npm run (-s )?send -- (?!--help).+/, run: { prints: /^POST http.*\n {2}20[0-9] {2}/m } },
  { command: /npm run mint -- (?!--help).+/, run: { prints: /^[\w-]+\.[\w-]{43}$/m } },
  {
    command: /npm run (-s )?replay( -- (?!--help).+)?/,
    // 1: something stays in quarantine.
    run: { codes: [0, 1], prints: /^(\d+ deliver(y|ies): |No delivery is there )/m, check: hasNoUsageError },
  },
  {
    command: /npm run new-source( -- (<id>|onfido))?/,
    tested: { file: "test/integration/new-source.long.test.ts", says: '"infra/commands/new-source.ts"' },
    run: { as: () => "npm run new-source -- --help", prints: /^npm run new-source -- ID/m },
  },
  { command: /npm run -s hashes/, run: { prints: /^[0-9a-f]{64} {2}yoti\/handler\.mjs$/m } },
  {
    command: /npm run -s hashes \| grep ' yoti\/' \| sha256sum --check --strict/,
    tested: { file: "test/integration/release.long.test.ts", says: '"sha256sum", ["--check", "--strict"]' },
  },
  { command: /npm run -s sbom/, run: { prints: /"bomFormat": "CycloneDX"/ } },
  // They are current: nothing is written.
  { command: /npm run contracts/, run: { check: ({ stdout }) => expect(stdout).not.toMatch(/^written/m) } },
  { command: /npm run contracts -- --check/, run: {} },
  // 1: there is no Chromium, and it says so.
  { command: /npm run screenshots/, run: { codes: [0, 1], check: hasNoUsageError } },
];

function hasNoUsageError({ stderr }: { readonly stderr: string }): void {
  expect(stderr).not.toContain("--help");
}
