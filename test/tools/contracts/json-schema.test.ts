import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { describeEvent } from "../../../infra/contracts/contract-files.ts";
import { convertSchema } from "../../../infra/contracts/json-schema.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { fields, from, objectOf } from "../../../lib/source/fields.ts";
import { identifier, optionalBoolean, optionalList } from "../../../lib/source/kinds.ts";
import { listFields } from "./contract-files.ts";

const checked = v.check<string, string>(() => true, "");

describe("a converted schema", () => {
  it("names null beside a plain type, and beside anything else as an alternative", () => {
    const schema = v.object({ plain: v.nullable(v.string()), listed: v.nullable(v.picklist(["a"])) });
    expect(convertSchema(schema).properties).toMatchObject({
      plain: { type: ["string", "null"] },
      listed: { anyOf: [{ enum: ["a"], type: "string" }, { type: "null" }] },
    });
  });

  it("has the pattern of a time: a format is no more than a remark", () => {
    const { pattern, format } = convertSchema(v.pipe(v.string(), v.isoTimestamp()));
    expect(format).toBe("date-time");
    const isTime = new RegExp(String(pattern), "u");
    expect(isTime.test(new Date(0).toISOString())).toBe(true);
    expect(isTime.test("yesterday")).toBe(false);
  });

  it.each([
    ["a custom check", v.custom<string>((value) => typeof value === "string"), "custom"],
    ["a custom check in a list", v.array(v.custom<string>(() => true)), "custom"],
    ["an action that JSON Schema lacks", v.pipe(v.string(), checked), "check"],
    ["a pattern with flags", v.pipe(v.string(), v.regex(/a/i)), "flags"],
    ["a date", v.date(), "date"],
  ])("does not pass over %s in silence", (_, schema, reason) => {
    expect(() => convertSchema(v.object({ deep: v.object({ odd: schema }) }))).toThrow(reason);
  });
});

describe("a new type of event", () => {
  it("is described field by field, by the vendor's names and values", () => {
    const part = fields({ size: from("size", identifier, "In bytes.") });
    const table = fields({
      parts: from("case.parts", optionalList(objectOf(part)), "The parts."),
      done: from("done", optionalBoolean, "Whether it is done."),
      verdict: from("verdict", identifier, "What came of it.", ["yes", "no"]),
    });
    const type = { id: "acme", eventType: "acme.case.v1", fields: table } as const;
    const described = describeEvent("acme.case.v1", eventSchemaOf(type));
    expect(Object.fromEntries(listFields(described))).toMatchObject({
      "data.notification": { title: "Notification" },
      "data.notification.parts": {
        type: ["array", "null"],
        items: { title: "Part", type: "object" },
        description: "`case.parts`: The parts.",
      },
      "data.notification.parts.size": { type: "string", description: "`size`: In bytes." },
      "data.notification.done": { type: ["boolean", "null"] },
      "data.notification.verdict": { description: "`verdict`: What came of it. Published are yes and no." },
    });
  });
});
