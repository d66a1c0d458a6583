import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDeliveryLog } from "../../../infra/local/functions/delivery-log.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** The line on screen and in the file. */
function log(line: string): { readonly shown: readonly string[]; readonly kept: string } {
  const directory = temporaryDirectory();
  const file = join(directory, "functions.log");
  const shown: string[] = [];
  createDeliveryLog(file, (text) => shown.push(text.slice("hh:mm:ss.mmm  ".length)))("acme", line);
  return { shown, kept: readFileSync(file, "utf8") };
}

it.each([
  {
    says: "a delivery, by its event",
    line: '{"requestId":"r","outcome":"accepted","event":"0123456789abcdef","durationMs":23}',
    shown: ["acme        accepted     0123456789ab            23 ms"],
  },
  {
    says: "a refusal, by its code",
    line: '{"requestId":"r","outcome":"refused","code":"credential_mismatch","durationMs":1}',
    shown: ["acme        refused      credential_mismatch     1 ms"],
  },
  {
    says: "a replay that is still not understood, by what is wrong",
    line: '{"replay":{"outcome":"quarantined","issues":["missing","wrong_type"]}}',
    shown: ["acme        quarantined  missing, wrong_type     replayed"],
  },
  {
    says: "a replay that was sent, by its event",
    line: '{"replay":{"outcome":"accepted","event":"0123456789abcdef","sendMs":3}}',
    shown: ["acme        accepted     0123456789ab            replayed"],
  },
  { says: "nothing of a relay that met nothing", line: '{"waiting":0,"relayed":0}', shown: [] },
  {
    says: "a relay that failed, by its counts and the cause",
    line: '{"level":"WARN","waiting":3,"relayed":0,"failed":3,"cause":"TimeoutError"}',
    shown: ["acme        0 of 3 sent  TimeoutError"],
  },
  {
    says: "a relay that sent all, by its counts",
    line: '{"waiting":12,"relayed":12}',
    shown: ["acme        12 of 12 sent"],
  },
  {
    says: "a relay that could not read the outbox, by the cause",
    line: '{"level":"WARN","relayed":0,"failed":1,"finished":false,"cause":"ThrottlingException"}',
    shown: ["acme        could not read the outbox  ThrottlingException"],
  },
  { says: "anything else as it is", line: "a stack trace", shown: ["acme        a stack trace"] },
])("shows $says, and keeps it whole", ({ line, shown }) => {
  const logged = log(line);
  expect(logged.shown).toEqual(shown);
  expect(logged.kept).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z {2}acme {8}/);
  expect(logged.kept.trimEnd().endsWith(`  ${line}`)).toBe(true);
});

it("goes on without a deleted file", () => {
  const directory = temporaryDirectory();
  const shown: string[] = [];
  const keep = createDeliveryLog(join(directory, "functions.log"), (text) => shown.push(text));
  keep("acme", "a line");
  expect(shown).toEqual([expect.stringMatching(/acme {8}a line$/)]);
});

describe("what could steer a terminal", () => {
  const steering = "\u001b]0;title\u0007\u202e\u2028\u009b";
  const escaped = "\\u001b]0;title\\u0007\\u202e\\u2028\\u009b";

  it("is escaped on the screen and in the file", () => {
    const { shown, kept } = log(steering);
    expect(shown).toEqual([`acme        ${escaped}`]);
    expect(kept.trimEnd().endsWith(`  ${escaped}`)).toBe(true);
  });

  it("leaves a line of JSON what it was", () => {
    const line = { requestId: steering, outcome: "refused", code: steering, durationMs: 1 };
    const { shown, kept } = log(JSON.stringify(line));
    expect(shown).toEqual([expect.stringContaining(`refused      ${escaped} `)]);
    expect(JSON.parse(kept.slice(kept.indexOf("{")))).toEqual(line);
  });
});
