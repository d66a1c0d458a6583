import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";

/**
 * The JSON Schema of answers, of which samples are all that there is: what is the same in each of them is constant, what
 * differs has a type.
 */
export function schemaOfSamples([first = null, ...others]: readonly JsonValue[]): JsonObject {
  const samples = [first, ...others];
  if (samples.every((sample) => JSON.stringify(sample) === JSON.stringify(first)))
    return { type: typeOf(first), const: first };
  const objects = samples.filter(isJsonObject);
  if (objects.length < samples.length) return describeTypes([...new Set(samples.map(typeOf))].sort());
  const names = [...new Set(objects.flatMap((sample) => Object.keys(sample)))];
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, schemaOfSamples(valuesOf(objects, name))])),
    required: names.filter((name) => objects.every((sample) => Object.hasOwn(sample, name))),
  };
}

function describeTypes(types: readonly string[]): JsonObject {
  const [type = "null", ...others] = types;
  return { type: others.length > 0 ? types : type };
}

function valuesOf(objects: readonly JsonObject[], name: string): JsonValue[] {
  return objects.flatMap((sample) => sample[name] ?? []);
}

function typeOf(value: JsonValue): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
