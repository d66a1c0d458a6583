import { type ConversionConfig, type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { JsonObject } from "../../lib/json/json.ts";

/** Schemas of the code that are published under a name, in words of JSON Schema that the code does not have. */
export type NamedSchemas = Readonly<
  Record<string, { readonly schema: v.GenericSchema; readonly published: JsonObject }>
>;

const named = v.object({ entries: v.record(v.string(), v.looseObject({})) });

/**
 * Converts a schema to JSON Schema of draft 2020-12, with nothing in it that draft 7 (AsyncAPI's) would read otherwise. What
 * cannot be converted becomes a `$comment` that says why, for `findUnpublished`: it may be replaced before.
 */
export function convertSchema(
  schema: v.GenericSchema,
  typeMode: "input" | "output",
  names: NamedSchemas = {},
): JsonObject {
  const definitions = Object.fromEntries(Object.entries(names).map(([name, one]) => [name, one.schema]));
  const config: ConversionConfig = {
    target: "draft-2020-12",
    typeMode,
    definitions,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    overrideSchema: ({ valibotSchema, jsonSchema, errors }) =>
      errors ? { $comment: errors.join(" ") } : refineSchema(valibotSchema, jsonSchema),
    overrideAction: ({ valibotAction, jsonSchema, errors }) =>
      errors ? { ...jsonSchema, $comment: errors.join(" ") } : refineAction(valibotAction, jsonSchema),
  };
  const { $schema: _, $defs: __, ...converted } = toJsonSchema(schema, config);
  return JSON.parse(JSON.stringify(converted));
}

function refineSchema(schema: v.GenericSchema, converted: JsonSchema): JsonSchema | undefined {
  if (schema.type === "object") return refineObject(schema, converted);
  if (schema.type === "nullable" || schema.type === "nullish") return nullable(converted);
  // Every key is a text in JSON.
  if (schema.type === "record") return withoutKeys(converted, ["propertyNames"]);
  return undefined;
}

/** A field that has a fallback may be absent as well; the converter does not know. */
function refineObject(schema: v.GenericSchema, { required = [], ...converted }: JsonSchema): JsonSchema {
  const { entries } = v.parse(named, schema);
  const needed = required.filter((name) => !("fallback" in (entries[name] ?? {})));
  return needed.length > 0 ? { ...converted, required: needed } : converted;
}

/** `{"type": ["string", "null"]}` in place of two alternatives, where one of them is a plain type. */
function nullable({ anyOf = [], ...others }: JsonSchema): JsonSchema {
  const rest = others.default === null ? withoutKeys(others, ["default"]) : others;
  const [first] = anyOf;
  if (typeof first !== "object" || typeof first.type !== "string" || "enum" in first || "const" in first)
    return { ...rest, anyOf };
  return { ...rest, ...first, type: [first.type, "null"] };
}

/** A format is only a remark in draft 2020-12; the pattern is what the code checks. */
function refineAction(action: object, converted: JsonSchema): JsonSchema | undefined {
  if (converted.format === undefined || !("requirement" in action)) return undefined;
  return action.requirement instanceof RegExp
    ? { ...converted, pattern: action.requirement.source }
    : undefined;
}

function withoutKeys(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}
