import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { breakingChanges } from "../../../infra/contracts/compatibility.ts";
import { convertSchema } from "../../../infra/contracts/json-schema.ts";
import type { JsonObject, JsonValue } from "../../../lib/json/json.ts";
import { withValue } from "../../support/examples.ts";
import { compileSchema } from "./contract-files.ts";

const before = convertSchema(
  v.object({
    id: v.pipe(v.string(), v.regex(/^\d+$/)),
    outcome: v.picklist(["passed", "failed"]),
    reason: v.nullable(v.string()),
    time: v.optional(v.string()),
    count: v.number(),
    items: v.array(v.object({ code: v.string(), field: v.optional(v.string()) })),
    map: v.record(v.string(), v.unknown()),
    inner: v.object({ kind: v.literal("a") }),
  }),
);
const required = ["id", "outcome", "reason", "count", "items", "map", "inner"];
const text = { type: "string" };
const number = { type: "number" };
const code = { code: text };
const [ofItems, additional] = ["properties.items.items", "additionalProperties"];

type Row = readonly [name: string, keyword: string, value: JsonValue];
const harmless: readonly Row[] = [
  ["nothing", "required", required],
  ["a new field that may be absent", "properties.added", text],
  ["a new field of a list's items", `${ofItems}.properties.at`, number],
  ["a new field deep inside", "properties.inner.properties.added", { type: "boolean" }],
  ["a new list of required fields", "properties.inner.required", ["kind", "added"]],
  ["one value less", "properties.outcome.enum", ["passed"]],
  ["no null any more", "properties.reason.type", "string"],
  ["a field that is always there now", "required", [...required, "time"]],
  ["a text that is never empty now", "properties.reason.minLength", 1],
  ["another description", "description", "Said better."],
];

const breaking: readonly (readonly [...Row, change: string])[] = [
  ["no field any more", "properties", {}, "count is gone"],
  ["no optional field any more", "properties", {}, "time is gone"],
  ["a field that may be absent now", "required", required.slice(0, -1), "inner may be absent"],
  ["one value more", "properties.outcome.enum", ["passed", "failed", "late"], "outcome may be late"],
  ["a number in place of the same text", "properties.outcome.enum", ["passed", 1], "outcome may be 1"],
  ["any value", "properties.outcome", text, "outcome may be anything"],
  ["null besides", "properties.count.type", ["number", "null"], "count may be null"],
  ["another type", "properties.count.type", "string", "count may be string"],
  ["another pattern", "properties.id.pattern", "^\\w+$", "id has another `pattern`"],
  ["no pattern", "properties.id", text, "id has another `pattern`"],
  ["another constant", "properties.inner.properties.kind.const", "b", "inner.kind has another `const`"],
  ["items of another type", `${ofItems}.properties.code`, number, "an item of items.code may be number"],
  ["items with a field less", `${ofItems}.properties`, code, "an item of items.field is gone"],
  ["items of any kind", ofItems, {}, "an item of items may be anything"],
  ["items not described", "properties.items", { type: "array" }, "an item of items may be anything"],
  ["a map of texts", `properties.map.${additional}`, text, "map has another `additionalProperties`"],
];

const change = (keyword: string, value: JsonValue): JsonObject =>
  withValue(before, keyword.split("."), value);

describe("a change of a schema", () => {
  it.each(harmless)("breaks nothing with %s", (_, keyword, value) => {
    expect(breakingChanges(before, change(keyword, value))).toEqual([]);
  });

  it.each(breaking)("breaks consumers with %s", (_, keyword, value, expected) => {
    expect(breakingChanges(before, change(keyword, value))).toContain(expected);
  });
});

const event = {
  ...{ id: "1", outcome: "passed", reason: "x", time: "now", count: 1, map: { key: "value" } },
  items: [{ code: "a", field: "b", at: 1 }],
  inner: { kind: "a", added: true },
};
const events = [
  event,
  { ...event, added: "text" },
  { ...event, outcome: "failed", reason: null },
  { ...event, time: undefined, map: {}, items: [] },
];

it.each(harmless)("with %s, an event of today is valid for a consumer of yesterday", async (...row) => {
  const [name, keyword, value] = row;
  const isOld = await compileSchema(before, "before");
  const isNew = await compileSchema(change(keyword, value), name);
  const today = events.map((sent) => JSON.parse(JSON.stringify(sent))).filter((sent) => isNew(sent).valid);
  expect(today.length).toBeGreaterThan(0);
  expect(today.filter((sent) => !isOld(sent).valid)).toEqual([]);
});
