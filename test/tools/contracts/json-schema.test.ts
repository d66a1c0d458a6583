import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { describeEvent } from "../../../infra/contracts/event-contract.ts";
import { findUnpublished, listFields } from "../../../infra/contracts/fields.ts";
import { convertSchema } from "../../../infra/contracts/json-schema.ts";
import { describePayload } from "../../../infra/contracts/payload-contract.ts";
import { schemaOfSamples } from "../../../infra/contracts/sample-schema.ts";
import { loadContract } from "../../../infra/contracts/source-contracts.ts";
import { eventSchema } from "../../../lib/source/event.ts";
import { identifier, optionalText } from "../../../lib/source/fields.ts";

describe("a converted schema", () => {
  it("lets a field with a fallback be absent", () => {
    const schema = v.object({ a: v.string(), b: v.fallback(v.string(), "") });
    expect(convertSchema(schema, "input").required).toEqual(["a"]);
    expect(v.is(schema, { a: "x" })).toBe(true);
  });

  it("names null beside a plain type, and beside anything else as an alternative", () => {
    const schema = v.object({ plain: v.nullable(v.string()), listed: v.nullable(v.picklist(["a"])) });
    expect(convertSchema(schema, "output").properties).toEqual({
      plain: { type: ["string", "null"] },
      listed: { anyOf: [{ enum: ["a"], type: "string" }, { type: "null" }] },
    });
  });

  it("has the pattern of a time: a format is no more than a remark", () => {
    const { pattern, format } = convertSchema(v.pipe(v.string(), v.isoTimestamp()), "output");
    expect(format).toBe("date-time");
    const isTime = new RegExp(String(pattern), "u");
    expect(isTime.test(new Date(0).toISOString())).toBe(true);
    expect(isTime.test("yesterday")).toBe(false);
  });

  it("refers to schemas that are published under a name", () => {
    const names = { Id: { schema: identifier, published: { type: "string" } } };
    const schema = v.object({ id: identifier, other: v.pipe(identifier, v.nonEmpty()) });
    expect(convertSchema(schema, "input", names).properties).toMatchObject({
      id: { $ref: "#/components/schemas/Id" },
      other: { $comment: expect.stringContaining("custom") },
    });
  });

  it.each([
    ["a custom check", v.custom<string>((value) => typeof value === "string"), "custom"],
    ["a custom check in a list", v.array(v.custom<string>(() => true)), "custom"],
    ["a custom check that may be null", v.nullable(v.custom<string>(() => true)), "custom"],
    [
      "an action that JSON Schema lacks",
      v.pipe(
        v.string(),
        v.check(() => true),
      ),
      "check",
    ],
    ["a pattern with flags", v.pipe(v.string(), v.regex(/a/i)), "flags"],
    ["a date", v.date(), "date"],
    ["anything", v.unknown(), "anything"],
  ])("does not pass over %s in silence", (_, schema, reason) => {
    const converted = convertSchema(v.object({ deep: v.object({ odd: schema, fine: v.string() }) }), "input");
    expect(findUnpublished(converted)).toEqual([
      expect.stringMatching(new RegExp(`^deep\\.odd \\(.*${reason}`)),
    ]);
  });
});

describe("a new type of event", () => {
  const describe = (notification: v.GenericSchema, fields: Readonly<Record<string, string>>) =>
    describeEvent("acme.case.v1", eventSchema("acme", "acme.case.v1", notification), {
      fields: { "acme.case.v1": fields },
    });

  it("is described field by field", () => {
    const schema = describe(v.object({ parts: v.array(v.object({ size: v.number() })) }), {
      parts: "The parts.",
      "parts.size": "In bytes.",
    });
    expect(Object.fromEntries(listFields(schema))).toMatchObject({
      "data.notification.parts": { description: "The parts." },
      "data.notification.parts.size": { type: "number", description: "In bytes." },
    });
  });

  it("is an error with a field that nobody described, or a description of none", () => {
    expect(() => describe(v.object({ verdict: v.string() }), {})).toThrow(
      "acme.case.v1: nothing says what data.notification.verdict means",
    );
    expect(() => describe(v.object({}), { verdict: "What came of it." })).toThrow(
      "acme.case.v1 has no field data.notification.verdict",
    );
  });

  it("is an error with a field that JSON Schema cannot say", () => {
    const odd = v.object({ verdict: v.custom<string>(() => true) });
    expect(() => describe(odd, { verdict: "What came of it." })).toThrow("data.notification.verdict (The");
    expect(() => describe(v.object({ any: v.unknown() }), { any: "It." })).toThrow(
      "data.notification.any (It could",
    );
  });
});

describe("what is understood of a body", () => {
  const [source] = vendors;

  it("is an error where the code transforms first, until the source's contract says what may come", () => {
    const payload = v.object({ body: v.object({ topic: v.pipe(identifier, v.toLowerCase()) }) });
    const odd = { ...source, id: "acme", payload };
    expect(() => describePayload(odd, { fields: {} })).toThrow("functions/acme/contract.ts has to say");
    const published = describePayload(odd, { fields: {}, body: { topic: { type: "string" } } });
    expect(published.body.properties).toEqual({ topic: { type: "string" } });
  });

  it("is an error where the contract speaks of a field that nobody reads", () => {
    const payload = v.object({ body: v.object({ topic: optionalText }) });
    const contract = { fields: {}, body: { tpoic: { type: "string" } } };
    expect(() => describePayload({ ...source, payload }, contract)).toThrow("reads no field tpoic");
  });

  it("is an error where nothing at all is said", () => {
    const contract = { fields: {} };
    expect(() => describePayload({ ...source, payload: v.unknown() }, contract)).toThrow("has to say");
  });
});

it("a source without a contract is one clear line", async () => {
  await expect(loadContract("acme")).rejects.toThrow("functions/acme/contract.ts is missing");
});

describe("the schema of samples", () => {
  it("has what is the same in all of them as a constant, and what differs by its type", () => {
    expect(schemaOfSamples(["OK", "OK"])).toEqual({ type: "string", const: "OK" });
    expect(schemaOfSamples(["OK", ""])).toEqual({ type: "string" });
    expect(schemaOfSamples([1, null, "x"])).toEqual({ type: ["null", "number", "string"] });
    expect(schemaOfSamples([{ id: "1", done: "True" }, { id: "", done: "True" }, { done: "True" }])).toEqual({
      type: "object",
      properties: { id: { type: "string" }, done: { type: "string", const: "True" } },
      required: ["done"],
    });
  });
});
