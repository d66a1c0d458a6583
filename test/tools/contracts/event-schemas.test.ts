import { join } from "node:path";
import "@hyperjump/json-schema/formats-lite";
import { pathToFileURL } from "node:url";
import { setShouldValidateFormat, type Validator, validate } from "@hyperjump/json-schema/draft-2020-12";
import fc from "fast-check";
import * as v from "valibot";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { notificationEventSchema } from "../../../functions/package/events.ts";
import { queuedSchemas } from "../../../functions/vendors.ts";
import { objectOf } from "../../../infra/contracts/json-schema.ts";
import { readExample } from "../../../infra/simulators/simulators.ts";
import { isJsonObject } from "../../../lib/json/json.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { eventOf } from "../../support/queue-events.ts";
import { contractDirectory, everyExample, listFields, memberOf, readContract } from "./contract-files.ts";

const types = queuedSchemas.map(({ entries }) => entries.type.literal);
const compileFile = (name: string) =>
  validate(pathToFileURL(join(contractDirectory, `${name}.schema.json`)).href);

let any: Validator;
let byType: ReadonlyMap<string, Validator>;
beforeAll(async () => {
  // Compiling a schema checks it against its meta-schema.
  any = await compileFile("event");
  byType = new Map(await Promise.all(types.map(async (type) => [type, await compileFile(type)] as const)));
});
afterEach(() => setShouldValidateFormat(undefined));

const isValid = (type: string, event: Parameters<Validator>[0]) => byType.get(type)?.(event).valid;
const aResult = { method: "GET", path: "/cases/1", field: "state", complete: ["DONE"], ended: [] };

describe.each(everyExample)("the event of $id/$example", ({ source, id, example }) => {
  let text: string;
  beforeAll(async () => {
    text = await eventOf(id, readExample(id, example));
  });

  it("is valid by its own schema and by that of any event, formats included, and is no other type's", () => {
    setShouldValidateFormat(true);
    const event = JSON.parse(text);
    expect(types.filter((type) => isValid(type, event))).toEqual([source.eventType]);
    expect(any(event).valid).toBe(true);
  });

  it("may have unknown fields, at any depth", () => {
    const { data, ...event } = JSON.parse(text);
    const newer = {
      ...event,
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      data: {
        ...data,
        confidence: 0.5,
        references: { ...data.references, batch: "b-1" },
        flags: [{ code: "late", field: "x", since: 1 }],
        notification: { ...data.notification, added: [1] },
      },
    };
    expect(any(newer).valid).toBe(true);
    expect(v.is(notificationEventSchema, newer)).toBe(true);
  });

  const broken: [name: string, changes: object, data?: object][] = [
    ["another type", { type: "someone.else.v1" }],
    ["an empty source", { source: "" }],
    ["another version of CloudEvents", { specversion: "0.3" }],
    ["no id", { id: undefined }],
    ["an id in capitals", { id: "A".repeat(64) }],
    ["a time that is none", { recordedtime: "yesterday" }],
    ["no time of its record, by which it is ordered", { recordedtime: undefined }],
    ["an empty subject", { subject: "" }],
    ["an unpublished proof", { authenticated: "somebody" }],
    ["no data", { data: undefined }],
    ["an outcome that is not in the list", {}, { outcome: "perhaps" }],
    ["no outcome", {}, { outcome: undefined }],
    ["a reason that is a number", {}, { reason: 10 }],
    ["a reference that is a number", {}, { references: { session: 1 } }],
    ["a flag without a field", {}, { flags: [{ code: "unknown_value" }] }],
    ["no original", {}, { original: undefined }],
    ["no part of its own", {}, { notification: undefined }],
    ["no word on how to fetch its result", {}, { result: undefined }],
    ["a result from another place", {}, { result: { ...aResult, path: "https://x.example" } }],
    ["a result that is no request", {}, { result: { ...aResult, method: "POST" } }],
    ["a part of its own that is empty", {}, { notification: {} }],
  ];
  it.each(broken)("is invalid with %s", (_, changes, data) => {
    const event = JSON.parse(text);
    const changed = { ...event, data: { ...event.data, ...data }, ...changes };
    const invalid = JSON.parse(JSON.stringify(changed));
    expect(isValid(source.eventType, invalid)).toBe(false);
    expect(any(invalid).valid).toBe(false);
  });

  it("is valid by the published schema exactly if it is by the code's, changed anywhere", () => {
    const schema = eventSchemaOf(source);
    const verdicts = new Set<boolean>();
    // No schema describes the inside of `original`.
    const event = text.replace(/"original":.*/s, '"original":{}}}');
    const check = fc.property(steps, (changes) => {
      const mutated = changes.reduce(mutate, event);
      const verdict = v.is(schema, JSON.parse(mutated));
      verdicts.add(verdict);
      expect(isValid(source.eventType, JSON.parse(mutated)), mutated).toBe(verdict);
    });
    fc.assert(check, { numRuns: 300 });
    expect(verdicts.size).toBe(2);
  });
});

const times = ["2026-11-21 09:30:00+01", "2026-11-21T09:30:00Z"];
const step = fc.record({
  place: fc.nat(60),
  isNew: fc.boolean(),
  // JSON leaves out what is undefined.
  value: fc.oneof(
    fc.constantFrom(undefined, "", null, 0, {}, "passed", ...times, "f".repeat(64)),
    fc.jsonValue(),
  ),
});
const steps = fc.array(step, { minLength: 1, maxLength: 3 });
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Changes one value of the event, or adds one to an object. */
function mutate(text: string, { place, isNew, value }: Step): string {
  let visited = -1;
  const mutated: unknown = JSON.parse(text, (name, before: unknown) => {
    visited += 1;
    if (visited !== place || name === "") return before;
    if (isNew && isJsonObject(before)) return { ...before, added: value };
    // valibot takes lists as objects, JSON Schema does not. No event swaps them.
    return Array.isArray(value) && !Array.isArray(before) ? before : value;
  });
  return JSON.stringify(mutated);
}

describe.each(types)("the schema of %s", (type) => {
  const schema = readContract(`${type}.schema.json`);
  const allFields = listFields(schema);
  const inner = allFields.map(([path, field]) => [path, objectOf(field.items ?? field)] as const);
  const titled = inner.filter(([, { properties, enum: values }]) => properties ?? values);

  it.each([
    ["a description for every field", "description", allFields, 25],
    ["a title for every object and every list of values in it", "title", titled, 5],
  ] as const)("has %s", (_, keyword, described, count) => {
    expect(described.length).toBeGreaterThan(count);
    const wanting = described.filter(([, field]) => typeof field[keyword] !== "string");
    expect(wanting.map(([path]) => path)).toEqual([]);
  });

  it("forbids no field: what may be added later would be invalid by it", () => {
    expect(JSON.stringify(schema)).not.toMatch(/"(additional|unevaluated)Properties":false/);
  });

  it("lists the same outcomes as every other", () => {
    const outcome = memberOf(schema, ["properties", "data", "properties", "outcome"]);
    const outcomes = "passed failed review pending error ready updated unknown";
    expect(outcome.enum).toEqual(outcomes.split(" "));
  });
});
