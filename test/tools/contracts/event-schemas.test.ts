import { setShouldValidateFormat, type Validator, validate } from "@hyperjump/json-schema/draft-2020-12";
import "@hyperjump/json-schema/formats-lite";
import fc from "fast-check";
import * as v from "valibot";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { notificationEventSchema } from "../../../functions/package/events.ts";
import { queuedSchemas, type vendors } from "../../../functions/vendors.ts";
import { objectOf } from "../../../infra/contracts/json-schema.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { addressOf, listFields, memberOf, readContract } from "./contract-files.ts";
import { everyExample, playExample } from "./played.ts";

const types = queuedSchemas.map(({ entries }) => entries.type.literal);
const fileOf = (type: string) => `${type}.schema.json`;

let any: Validator;
let byType: ReadonlyMap<string, Validator>;

beforeAll(async () => {
  // Compiling a schema checks it against its meta-schema.
  any = await validate(addressOf("event.schema.json"));
  byType = new Map(
    await Promise.all(types.map(async (type) => [type, await validate(addressOf(fileOf(type)))] as const)),
  );
});

afterEach(() => setShouldValidateFormat(undefined));

const isValid = (type: string, event: Parameters<Validator>[0]) => byType.get(type)?.(event).valid;

const aResult = { method: "GET", path: "/cases/1", field: "state", complete: ["DONE"], ended: [] };

async function realEvent(source: (typeof vendors)[number], example: string) {
  const { message } = await playExample(source, example);
  return JSON.parse(message.body);
}

describe.each(everyExample)("the event of $id/$example", ({ source, example }) => {
  it("is valid by its own schema and by that of any event, formats included", async () => {
    setShouldValidateFormat(true);
    const event = await realEvent(source, example);
    expect(isValid(source.eventType, event)).toBe(true);
    expect(any(event).valid).toBe(true);
  });

  it("is no other type's", async () => {
    const event = await realEvent(source, example);
    const others = types.filter((type) => type !== source.eventType);
    expect(others.filter((type) => isValid(type, event))).toEqual([]);
  });

  it("may have unknown fields, at any depth", async () => {
    const event = await realEvent(source, example);
    const { data } = event;
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

  it.each([
    ["another type", { type: "someone.else.v1" }],
    ["another source", { source: "someone" }],
    ["another version of CloudEvents", { specversion: "0.3" }],
    ["no id", { id: undefined }],
    ["an id in capitals", { id: "A".repeat(64) }],
    ["a time that is none", { recordedtime: "yesterday" }],
    ["no time of its record, by which it is ordered", { recordedtime: undefined }],
    ["an empty subject", { subject: "" }],
    ["an unpublished proof", { authenticated: "somebody" }],
    ["no data", { data: undefined }],
  ])("is invalid with %s", async (_, changes) => {
    const event = JSON.parse(JSON.stringify({ ...(await realEvent(source, example)), ...changes }));
    expect(isValid(source.eventType, event)).toBe(false);
    expect(any(event).valid).toBe(false);
  });

  it.each([
    ["an outcome that is not in the list", { outcome: "perhaps" }],
    ["no outcome", { outcome: undefined }],
    ["a reason that is a number", { reason: 10 }],
    ["a reference that is a number", { references: { session: 1 } }],
    ["a flag without a field", { flags: [{ code: "unknown_value" }] }],
    ["no original", { original: undefined }],
    ["no part of its own", { notification: undefined }],
    ["no word on how to fetch its result", { result: undefined }],
    ["a result that is fetched from another place", { result: { ...aResult, path: "https://x.example" } }],
    ["a result that is no request", { result: { ...aResult, method: "POST" } }],
    ["a part of its own that is empty", { notification: {} }],
  ])("is invalid with %s", async (_, changes) => {
    const { data, ...event } = await realEvent(source, example);
    const broken = JSON.parse(JSON.stringify({ ...event, data: { ...data, ...changes } }));
    expect(isValid(source.eventType, broken)).toBe(false);
    expect(any(broken).valid).toBe(false);
  });
});

type Step = { readonly pick: number; readonly change: "drop" | "replace" | "add"; readonly value: unknown };

const steps = fc.array(
  fc.record({
    pick: fc.nat(),
    change: fc.constantFrom("drop" as const, "replace" as const, "add" as const),
    value: fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        "",
        null,
        0,
        {},
        "passed",
        "2026-11-21 09:30:00+01",
        "2026-11-21T09:30:00Z",
        "f".repeat(64),
      ),
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

/** No schema describes `original`, so it stays. */
function mutate(event: unknown, { pick, change, value }: Step): void {
  const members = membersOf(event);
  const chosen = members[pick % members.length];
  if (chosen === undefined) return;
  const [parent, name] = chosen;
  // valibot takes lists as objects, JSON Schema does not. No event swaps them.
  const isConfusing = Array.isArray(value) && !Array.isArray(parent[name]);
  if (change === "drop") delete parent[name];
  else if (change === "add") parent[`${name}-added`] = value;
  else if (!isConfusing) parent[name] = value;
}

function membersOf(value: unknown): [Record<string, unknown>, string][] {
  if (!isParent(value)) return [];
  return Object.keys(value)
    .filter((name) => name !== "original")
    .flatMap((name): [Record<string, unknown>, string][] => [[value, name], ...membersOf(value[name])]);
}

function isParent(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

describe.each(everyExample)("$id/$example, changed anywhere", ({ source, example }) => {
  it("is valid by the published schema exactly if it is by the code's", async () => {
    const original = JSON.stringify(await realEvent(source, example));
    const schema = eventSchemaOf(source);
    const verdicts = new Set<boolean>();
    const check = fc.property(steps, (changes) => {
      const event = JSON.parse(original);
      for (const step of changes) mutate(event, step);
      const text = JSON.stringify(event);
      const verdict = v.is(schema, JSON.parse(text));
      verdicts.add(verdict);
      expect(isValid(source.eventType, JSON.parse(text)), text).toBe(verdict);
    });
    fc.assert(check, { numRuns: 300 });
    expect(verdicts.size).toBe(2);
  });
});

describe.each(types)("the schema of %s", (type) => {
  const schema = readContract(fileOf(type));

  it("says of every field what it means", () => {
    const fields = listFields(schema);
    expect(fields.length).toBeGreaterThan(25);
    expect(fields.filter(([, field]) => typeof field.description !== "string").map(([path]) => path)).toEqual(
      [],
    );
  });

  it("has a title for every object and every list of values in it", () => {
    const inner = listFields(schema).map(([path, field]) => [path, objectOf(field.items ?? field)] as const);
    const wanting = inner.filter(([, { properties, enum: values }]) => properties ?? values);
    expect(wanting.length).toBeGreaterThan(5);
    expect(wanting.filter(([, { title }]) => typeof title !== "string").map(([path]) => path)).toEqual([]);
  });

  it("forbids no field: what may be added later would be invalid by it", () => {
    expect(JSON.stringify(schema)).not.toMatch(/"(additional|unevaluated)Properties":false/);
  });

  it("lists the same outcomes as every other", () => {
    const outcome = memberOf(schema, ["properties", "data", "properties", "outcome"]);
    expect(outcome.enum).toEqual([
      "passed",
      "failed",
      "review",
      "pending",
      "error",
      "ready",
      "updated",
      "unknown",
    ]);
  });
});
