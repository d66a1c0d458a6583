import { App } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { namesIn } from "../../../infra/new-source/skeleton.ts";
import { checkNewId } from "../../../infra/new-source/source-id.ts";
import { NotificationIntakeStack } from "../../../infra/notification-intake-stack.ts";
import { checkStageSettings } from "../../../infra/settings/read-stage-settings.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const check = (id: string, code: ReadonlySet<string> = new Set()) =>
  checkNewId(id, { sources: ["yoti"], modules: ["sources", "events"], code });

describe("checkNewId", () => {
  it.each(["ab", "onfido", "id4", "a".repeat(24)])("takes %s", (id) => {
    expect(() => check(id)).not.toThrow();
  });

  it.each([
    ["", /^"" is no id/],
    ["Acme", /^"Acme" is no id: take 2 to 24 lower-case letters and digits, a letter first$/],
    ["ac-me", /is no id/],
    ["ac_me", /is no id/],
    ["../acme", /is no id/],
    ["acme\n", /is no id/],
    ["1acme", /is no id/],
    ["a", /is no id/],
    ["a".repeat(25), /is no id/],
    ["acmé", /is no id/],
    ["yoti", /^there is a source "yoti" already: choose another id$/],
    ["relay", /^"relay" is the name of something else: choose another id$/],
    ["events", /^"events" is the name of something else/],
    ["switch", /^"switch" is a word of the code/],
  ])("refuses %j in one line", (id, line) => {
    expect(() => check(id)).toThrow(line);
  });

  it("refuses what the written code calls something else by", () => {
    expect(() => check("body", namesIn("const body = 1;"))).toThrow(/^"body" is a word of the code/);
  });

  it("refuses every name that a construct beside the sources' functions has", () => {
    const settings = checkStageSettings({ retainData: false, logRetentionDays: 30 }, new Date("2026-11-21"));
    const stack = new NotificationIntakeStack(new App({ outdir: temporaryDirectory() }), "Test", {
      settings,
    });
    const intake = stack.node.findChild("Intake").node.children.map(({ node }) => node.id.toLowerCase());
    const others = intake.filter((name) => !vendors.some(({ id }) => name.startsWith(id)));
    expect(others.length).toBeGreaterThan(5);
    for (const name of others.filter((one) => /^[a-z0-9]{2,24}$/.test(one)))
      expect(() => check(name), name).toThrow(/is the name of something else/);
  });
});

describe("namesIn", () => {
  it("finds the names of code, and none in comments and texts", () => {
    const code = '/** Says hello. */\nconst one = two("three"); // four\nimport { five } from "./six.ts";\n';
    expect([...namesIn(code)].sort()).toEqual(["const", "five", "from", "import", "one", "two"]);
  });
});
