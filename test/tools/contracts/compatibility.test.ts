import { hasSchema, registerSchema, type Validator, validate } from "@hyperjump/json-schema/draft-2020-12";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { queuedSchemas } from "../../../functions/vendors.ts";
import { breakingChanges } from "../../../infra/contracts/compatibility.ts";
import { convertSchema } from "../../../infra/contracts/json-schema.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { readContract } from "./contract-files.ts";

const entries = {
  id: v.pipe(v.string(), v.regex(/^\d+$/)),
  outcome: v.picklist(["passed", "failed"]),
  reason: v.nullable(v.string()),
  time: v.optional(v.string()),
  count: v.number(),
  items: v.array(v.object({ code: v.string(), field: v.optional(v.string()) })),
  map: v.record(v.string(), v.unknown()),
  inner: v.object({ kind: v.literal("a") }),
};
const convert = (changes: v.ObjectEntries) => convertSchema(v.object({ ...entries, ...changes }));
const before = convert({});

const { count: _, ...withoutCount } = entries;
const { time: __, ...withoutTime } = entries;

const harmless: readonly (readonly [string, JsonObject])[] = [
  ["nothing", before],
  ["a new field that may be absent", convert({ added: v.optional(v.string()) })],
  ["a new field that is always there", convert({ added: v.number() })],
  [
    "a new field of a list's items",
    convert({
      items: v.array(v.object({ code: v.string(), field: v.optional(v.string()), at: v.number() })),
    }),
  ],
  ["a new field deep inside", convert({ inner: v.object({ kind: v.literal("a"), added: v.boolean() }) })],
  ["one value less", convert({ outcome: v.picklist(["passed"]) })],
  ["no null any more", convert({ reason: v.string() })],
  ["a field that is always there now", convert({ time: v.string() })],
  ["a text that is never empty now", convert({ reason: v.nullable(v.pipe(v.string(), v.nonEmpty())) })],
  ["another description", { ...before, description: "Said better." }],
];

const breaking: readonly (readonly [string, JsonObject, string])[] = [
  ["a field less", convertSchema(v.object(withoutCount)), "count is gone"],
  ["a field less that could be absent", convertSchema(v.object(withoutTime)), "time is gone"],
  ["a field that may be absent now", convert({ count: v.optional(v.number()) }), "count may be absent"],
  ["one value more", convert({ outcome: v.picklist(["passed", "failed", "late"]) }), "outcome may be late"],
  ["any value", convert({ outcome: v.string() }), "outcome may be anything"],
  ["null besides", convert({ count: v.nullable(v.number()) }), "count may be null"],
  ["another type", convert({ count: v.string() }), "count may be string"],
  ["another pattern", convert({ id: v.pipe(v.string(), v.regex(/^\w+$/)) }), "id has another `pattern`"],
  ["no pattern", convert({ id: v.string() }), "id has another `pattern`"],
  [
    "another constant",
    convert({ inner: v.object({ kind: v.literal("b") }) }),
    "inner.kind has another `const`",
  ],
  [
    "items of another type",
    convert({ items: v.array(v.object({ code: v.number(), field: v.optional(v.string()) })) }),
    "an item of items.code may be number",
  ],
  [
    "items with a field less",
    convert({ items: v.array(v.object({ code: v.string() })) }),
    "an item of items.field is gone",
  ],
  ["items of any kind", convert({ items: v.array(v.unknown()) }), "an item of items may be anything"],
  [
    "a map of texts alone",
    convert({ map: v.record(v.string(), v.string()) }),
    "map has another `additionalProperties`",
  ],
];

describe("a change of a schema", () => {
  it.each(harmless)("breaks nothing with %s", (_name, after) => {
    expect(breakingChanges(before, after)).toEqual([]);
  });

  it.each(breaking)("breaks consumers with %s", (_name, after, change) => {
    expect(breakingChanges(before, after)).toContain(change);
  });
});

it("breaks consumers with a list of which nothing more is said", () => {
  const [list, anything] = [{ type: "array", items: { type: "string" } }, { type: "array" }];
  expect(breakingChanges(list, anything)).toEqual(["an item of the event may be anything"]);
});

it("breaks consumers with a number in the place of a text of the same characters", () => {
  const [texts, numbers] = [v.picklist(["1", "2"]), v.picklist([1, 2])].map((schema) =>
    convertSchema(v.object({ code: schema })),
  );
  expect(breakingChanges(texts ?? {}, numbers ?? {})).toContain("code may be 1, 2");
});

const event = {
  id: "1",
  outcome: "passed",
  reason: "x",
  time: "now",
  count: 1,
  items: [{ code: "a", field: "b", at: 1 }],
  map: { key: "value" },
  inner: { kind: "a", added: true },
  added: 1,
};
const events = [
  event,
  { ...event, added: "text" },
  { ...event, added: undefined },
  { ...event, outcome: "failed", reason: null },
  { ...event, time: undefined, map: {}, items: [] },
];

async function compile(schema: JsonObject, name: string): Promise<Validator> {
  const uri = `https://contracts.example/compatibility/${encodeURIComponent(name)}`;
  if (!hasSchema(uri))
    registerSchema(JSON.parse(JSON.stringify(schema)), uri, "https://json-schema.org/draft/2020-12/schema");
  return validate(uri);
}

it.each(harmless)("with %s, an event of today is valid for a consumer of yesterday", async (name, after) => {
  const [isOld, isNew] = [await compile(before, "before"), await compile(after, name)];
  const today = events
    .map((event) => JSON.parse(JSON.stringify(event)))
    .filter((event) => isNew(event).valid);
  expect(today.length).toBeGreaterThan(0);
  expect(today.filter((event) => !isOld(event).valid)).toEqual([]);
});

describe.each(queuedSchemas.map(({ entries: { type } }) => type.literal))("the schema of %s", (type) => {
  const schema = readContract(`${type}.schema.json`);

  it("breaks no consumer as it is", () => {
    expect(breakingChanges(schema, schema)).toEqual([]);
  });

  it("would, with one outcome more", () => {
    const text = JSON.stringify(schema).replace('"unknown"]', '"unknown","late"]');
    expect(breakingChanges(schema, JSON.parse(text))).toEqual(["data.outcome may be late"]);
  });

  it("would, without what was received", () => {
    const text = JSON.stringify(schema).replace('"original"', '"received"');
    expect(breakingChanges(schema, JSON.parse(text))).toContain("data.original is gone");
  });
});
