import fc from "fast-check";
import { objectOf } from "../../../infra/contracts/fields.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../lib/json/json.ts";
import { memberOf } from "./contract-files.ts";

/** Values that a JSON Schema allows, of the keywords that the contracts have; another keyword is an error. */
export function valuesOf(schema: JsonObject, document: JsonObject): fc.Arbitrary<unknown> {
  const { $ref, allOf, anyOf, type, properties = {}, required = [], ...rest } = schema;
  const {
    description: _,
    items,
    pattern,
    minLength,
    maxLength,
    minimum,
    maximum,
    maxItems,
    ...others
  } = rest;
  if (Object.keys(others).length > 0) throw new Error(`unheard of: ${Object.keys(others).join(", ")}`);
  if (typeof $ref === "string") return valuesOf(memberOf(document, $ref.split("/").slice(1)), document);
  if (Array.isArray(allOf)) return valuesOf(merge(allOf.map((one) => resolve(one, document))), document);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one) => valuesOf(objectOf(one), document)));
  const kinds: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
    string: () => textsOf(pattern, numberOr(minLength, 0), numberOr(maxLength, 2000)),
    number: () =>
      fc.oneof(numbersOf(minimum, maximum), fc.integer({ min: numberOr(minimum, -9), max: 10_000 })),
    integer: () => fc.integer({ min: numberOr(minimum, -9), max: numberOr(maximum, 2 ** 31 - 1) }),
    null: () => fc.constant(null),
    array: () => fc.array(valuesOf(objectOf(items), document), { maxLength: numberOr(maxItems, 3) }),
    object: () => objectsOf(objectOf(properties), required, document),
  };
  const named = [type ?? []].flat().map((name) => kinds[String(name)] ?? (() => fc.jsonValue()));
  return named.length === 0 ? fc.jsonValue() : fc.oneof(...named.map((make) => make()));
}

function textsOf(pattern: JsonValue | undefined, min: number, max: number): fc.Arbitrary<string> {
  const matches = new RegExp(typeof pattern === "string" ? pattern : "", "u");
  const texts = fc.oneof(
    typeof pattern === "string" ? fc.stringMatching(matches) : fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom(...["x", "1"].flatMap((unit) => [unit.repeat(min), unit.repeat(max)])),
  );
  // JSON Schema counts code points, and the code counts code units.
  const fits = ({ length }: string) => length >= min && length <= max;
  return texts.filter((text) => fits(text) && matches.test(text) && text.isWellFormed());
}

function numbersOf(minimum: JsonValue | undefined, maximum: JsonValue | undefined) {
  const limits = { min: numberOr(minimum, -Number.MAX_VALUE), max: numberOr(maximum, Number.MAX_VALUE) };
  return fc.double({ ...limits, noNaN: true });
}

function objectsOf(properties: JsonObject, required: JsonValue, document: JsonObject) {
  const members = Object.entries(properties).map(([name, one]) => [name, valuesOf(objectOf(one), document)]);
  const needed = [required].flat().map(String);
  const known: fc.Arbitrary<Record<string, unknown>> = fc.record(Object.fromEntries(members), {
    requiredKeys: needed,
  });
  const others = fc.dictionary(
    fc.string().map((name) => `added-${name}`),
    fc.jsonValue(),
    { maxKeys: 2 },
  );
  return fc.tuple(known, others).map(([own, added]) => ({ ...own, ...added }));
}

function resolve(schema: JsonValue, document: JsonObject): JsonObject {
  const { $ref, ...others } = objectOf(schema);
  return typeof $ref === "string" ? memberOf(document, $ref.split("/").slice(1)) : others;
}

/** Of several that speak of the same field, the last one is the narrowest. */
function merge(schemas: readonly JsonObject[]): JsonObject {
  const properties = schemas.flatMap((schema) => Object.entries(objectOf(schema.properties)));
  const required = schemas.flatMap((schema) => listOf(schema.required));
  return { type: "object", properties: Object.fromEntries(properties), required };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) && !isJsonObject(value) ? value : [];
}

function numberOr(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
