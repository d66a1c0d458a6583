import * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { JsonObject } from "../../../lib/json/json.ts";
import {
  computed,
  fields,
  from,
  objectOf,
  type PublishedOf,
  publish,
  type ReadOf,
  unpublished,
} from "../../../lib/source/fields.ts";
import { flag, unknownFields, unknownValues, unreadableValues } from "../../../lib/source/flags.ts";
import { keyParts } from "../../../lib/source/idempotency-key.ts";
import { identifier, optionalList, optionalNumber, optionalText } from "../../../lib/source/kinds.ts";

const part = fields({ size: from("size_kb", optionalNumber, "In KB.") });
const table = fields({
  id: from("data.case.id", identifier, "The case."),
  verdict: from("data.verdict", optionalText, "What came of it.", ["yes", "no"]),
  note: unpublished("note", optionalText),
  loud: computed(() => v.string(), "The note, loudly."),
  parts: from("data.parts", optionalList(objectOf(part)), "The parts."),
});
type Read = ReadOf<typeof table.entries>;

const body = { data: { case: { id: 7 }, verdict: "yes", parts: [{ size_kb: "2" }] }, note: "well" };
const read = v.parse(table.body, body);

describe("a table of fields", () => {
  it("reads a body by our names, out of objects within objects", () => {
    expect(read).toEqual({ id: "7", verdict: "yes", note: "well", parts: [{ size: 2 }] });
    expectTypeOf<Read["id"]>().toEqualTypeOf<string>();
    expectTypeOf<keyof Read>().toEqualTypeOf<"id" | "verdict" | "note" | "parts">();
  });

  it.each([
    { data: { case: { id: "1" } } },
    { data: { case: { id: "1" }, verdict: [], parts: "none" }, note: null },
  ])("reads %j, of which only the identifier counts", (sent) => {
    const payload = { id: "1", verdict: null, note: null, parts: null };
    expect(v.parse(table.payload, { body: sent })).toEqual(payload);
  });

  const withoutId = [{}, { data: null }, { data: [] }, { data: { case: 1 } }, { data: { case: { id: "" } } }];
  it.each(withoutId)("takes %j for no notification, and says where", (sent) => {
    const { issues = [] } = v.safeParse(table.payload, { body: sent });
    expect(issues.map((issue) => v.getDotPath(issue))).toEqual(["body.data.case.id"]);
  });

  it("publishes what is published, in the order of the table", () => {
    const published = publish(table, { ...read, loud: "WELL" });
    expect(Object.keys(published)).toEqual(["id", "verdict", "loud", "parts"]);
    expect(v.is(table.notification(), published)).toBe(true);
    expect(v.is(table.notification(), { ...published, loud: 1 })).toBe(false);
    expectTypeOf<keyof PublishedOf<typeof table.entries>>().toEqualTypeOf<
      "id" | "verdict" | "loud" | "parts"
    >();
  });
});

it("an object within has nothing that an event would not hold", () => {
  const hidden = fields({ id: unpublished("id", identifier) });
  expect(() => objectOf(hidden)).toThrow(TypeError);
  expect(() => objectOf(fields({ id: computed(() => v.string(), "It.") }))).toThrow(TypeError);
});

describe("the flags of a table", () => {
  it("name fields that are not in it, at every depth that it knows", () => {
    const sent = { ...body, more: 1, data: { ...body.data, case: { id: 1, at: 2 } } };
    expect(unknownFields(table, sent)).toEqual([
      { code: "unknown_field", field: "data.case.at" },
      { code: "unknown_field", field: "more" },
    ]);
    expect(unknownFields(table, { ...body, "": 1 })).toEqual([]);
  });

  it("name what is no object where an object is published", () => {
    const flags = [{ code: "unreadable_value", field: "data.case" }];
    expect(unknownFields(table, { data: { case: 1 } })).toEqual(flags);
    expect(unknownFields(table, { data: { case: null } })).toEqual([]);
  });

  it("name values that could not be read", () => {
    const sent: JsonObject = { data: { case: { id: "1" }, verdict: {}, parts: "" }, note: [] };
    expect(unreadableValues(table, v.parse(table.body, sent), sent)).toEqual([
      { code: "unreadable_value", field: "data.verdict" },
      { code: "unreadable_value", field: "note" },
    ]);
  });

  it("name values that are not published, and fields as the vendor does", () => {
    expect(unknownValues(table, read, "verdict")).toEqual([]);
    expect(unknownValues(table, { verdict: null }, "verdict")).toEqual([]);
    const unknown = { code: "unknown_value", field: "data.verdict" };
    expect(unknownValues(table, { verdict: "perhaps" }, "verdict")).toEqual([unknown]);
    const conflicting = { code: "conflicting_value", field: "data.case.id" };
    expect(flag(table, "conflicting_value", "id")).toEqual(conflicting);
  });
});

it("fields of a table are parts of an identity, as they were sent", () => {
  const parts = keyParts(table, body, "id", "verdict", "parts");
  expect(parts).toEqual(["text 7", "text yes", 'json [{"size_kb":"2"}]']);
  expect(keyParts(table, { data: 1 }, "id")).toEqual([""]);
});
