import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";

/** Throws for what JSON Schema cannot say. Code generators name types by the titles of inner objects. */
export function convertSchema(schema: v.GenericSchema): JsonObject {
  const { $schema: _, ...converted } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "output",
    overrideSchema: ({ valibotSchema, jsonSchema, errors }) =>
      errors ? undefined : refineSchema(valibotSchema, jsonSchema),
    overrideAction: ({ valibotAction, jsonSchema, errors }) =>
      errors ? undefined : refineAction(valibotAction, jsonSchema),
  });
  return putTitles(JSON.parse(JSON.stringify(converted)));
}

function refineSchema({ type }: v.GenericSchema, converted: JsonSchema): JsonSchema | undefined {
  if (type === "nullable") return nullable(converted);
  if (type === "object" && converted.required?.length === 0) return { ...converted, required: undefined };
  // JSON keys are always strings.
  if (type === "record") return { ...converted, propertyNames: undefined };
  return undefined;
}

/** Writes nullable types as `{"type": ["string", "null"]}`. */
function nullable({ anyOf = [], ...others }: JsonSchema): JsonSchema {
  const [first] = anyOf;
  if (typeof first !== "object" || typeof first.type !== "string" || "enum" in first || "const" in first)
    return { ...others, anyOf };
  return { ...others, ...first, type: [first.type, "null"] };
}

/** 2020-12 validates patterns, not `format`. */
function refineAction(action: object, converted: JsonSchema): JsonSchema | undefined {
  if (converted.format === undefined || !("requirement" in action)) return undefined;
  return action.requirement instanceof RegExp
    ? { ...converted, pattern: action.requirement.source }
    : undefined;
}

function putTitles(schema: JsonObject): JsonObject {
  const { properties, items } = schema;
  const fields = Object.entries(objectOf(properties));
  const titled = fields.map(([name, field]) => [name, putTitle(name, objectOf(field))]);
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(titled) }),
    ...(items === undefined ? {} : { items: putTitles(objectOf(items)) }),
  };
}

function putTitle(name: string, field: JsonObject): JsonObject {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const hasOwnType = field.properties !== undefined || field.enum !== undefined;
  if (field.items === undefined) return hasOwnType ? { title, ...putTitles(field) } : field;
  return { ...field, items: putTitle(name.replace(/s$/, ""), objectOf(field.items)) };
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
