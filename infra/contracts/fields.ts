import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";
import { UsageError } from "../command-line/usage-error.ts";

type Texts = Readonly<Record<string, string>>;

/** The fields of a JSON Schema at any depth, by their paths; those of a list's items as if there were one. */
export function listFields(schema: JsonObject, prefix = ""): [path: string, field: JsonObject][] {
  const items = isJsonObject(schema.items) ? listFields(schema.items, prefix) : [];
  const own = Object.entries(objectOf(schema.properties)).flatMap(([name, value]): [string, JsonObject][] => {
    const field = objectOf(value);
    return [[`${prefix}${name}`, field], ...listFields(field, `${prefix}${name}.`)];
  });
  return [...items, ...own];
}

/** Puts its text to every field; a field without one, and a text without a field, is an error. */
export function describeFields(schema: JsonObject, texts: Texts, name: string): JsonObject {
  const paths = listFields(schema).map(([path]) => path);
  const missing = paths.filter((path) => !Object.hasOwn(texts, path));
  const surplus = Object.keys(texts).filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new UsageError(`${name}: nothing says what ${missing.join(", ")} means`);
  if (surplus.length > 0) throw new UsageError(`${name} has no field ${surplus.join(", ")}`);
  return putTexts(schema, texts, "");
}

function putTexts(schema: JsonObject, texts: Texts, prefix: string): JsonObject {
  const properties = Object.entries(objectOf(schema.properties)).map(([name, field]) => {
    const path = `${prefix}${name}`;
    return [name, { ...putTexts(objectOf(field), texts, `${path}.`), description: texts[path] ?? "" }];
  });
  return {
    ...schema,
    ...(schema.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    ...(schema.items === undefined ? {} : { items: putTexts(objectOf(schema.items), texts, prefix) }),
  };
}

/** Paths of what could not be converted, with the reason, and of what accepts anything because nobody said what it is. */
export function findUnpublished(schema: JsonObject): string[] {
  return listFields(schema).flatMap(([path, field]) => {
    const reasons = commentsIn(field);
    if (Object.keys(field).length === 0) reasons.push("It could be anything.");
    return reasons.length > 0 ? [`${path} (${reasons.join(" ")})`] : [];
  });
}

/** Those of the fields inside are told with their own paths. */
function commentsIn(schema: JsonValue): string[] {
  if (Array.isArray(schema)) return schema.flatMap(commentsIn);
  if (!isJsonObject(schema)) return [];
  const { properties: _, $comment, ...others } = schema;
  const own = typeof $comment === "string" ? [$comment] : [];
  return [...own, ...Object.values(others).flatMap(commentsIn)];
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
