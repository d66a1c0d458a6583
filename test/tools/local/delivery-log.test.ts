import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createDeliveryLog } from "../../../infra/local/functions/delivery-log.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** The line on screen and in the file. */
function log(line: string): { readonly shown: readonly string[]; readonly kept: string } {
  const file = join(temporaryDirectory(), "functions.log");
  const shown: string[] = [];
  createDeliveryLog(file, (text) => shown.push(text.slice("hh:mm:ss.mmm  ".length)))("acme", line);
  return { shown, kept: readFileSync(file, "utf8") };
}

const event = "0123456789abcdef";
const cause = "TimeoutError";
const delivery = (fields: object) => JSON.stringify({ requestId: "r", ...fields });
const replayed = (replay: object) => JSON.stringify({ replay });
const relay = (fields: object) => JSON.stringify({ level: "WARN", failed: 2, ...fields });

it.each([
  [delivery({ outcome: "accepted", event, durationMs: 23 }), "accepted     0123456789ab            23 ms"],
  [delivery({ outcome: "refused", code: "no", durationMs: 1 }), "refused      no                      1 ms"],
  [replayed({ outcome: "quarantined", issues: ["a", "b"] }), "quarantined  a, b                    replayed"],
  [replayed({ outcome: "accepted", event, sendMs: 3 }), "accepted     0123456789ab            replayed"],
  [relay({ waiting: 3, relayed: 1, cause }), "1 of 3 sent  TimeoutError"],
  [relay({ waiting: 12, relayed: 12 }), "12 of 12 sent"],
  [relay({ relayed: 0, finished: false, cause }), "could not read the outbox  TimeoutError"],
  [relay({ waiting: 0, relayed: 0 }), undefined],
  ["a stack trace", "a stack trace"],
])("keeps %s whole, and shows %o", (line, shown) => {
  const logged = log(line);
  expect(logged.shown).toEqual(shown === undefined ? [] : [`acme        ${shown}`]);
  expect(logged.kept).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z {2}acme {8}/);
  expect(logged.kept.trimEnd().endsWith(`  ${line}`)).toBe(true);
});

it("goes on without a deleted file", () => {
  const file = join(temporaryDirectory(), "functions.log");
  const shown: string[] = [];
  const keep = createDeliveryLog(file, (text) => shown.push(text));
  rmSync(file);
  keep("acme", "a line");
  expect(shown).toEqual([expect.stringMatching(/acme {8}a line$/)]);
});

it("escapes what could steer a terminal, on the screen and in the file", () => {
  const { shown, kept } = log("\u001b]0;title\u0007");
  expect(shown).toEqual(["acme        \\u001b]0;title\\u0007"]);
  expect(kept.trimEnd().endsWith("  \\u001b]0;title\\u0007")).toBe(true);
});
