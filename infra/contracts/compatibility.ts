import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/json/json.ts";
import { objectOf } from "./json-schema.ts";

/** Keywords that validate nothing. */
const remarks = ["$schema", "$comment", "title", "description", "examples", "format"];
/** Compared by content. Other keywords must be equal. */
const verified = ["properties", "required", "items", "enum", "type"];

/** What breaks for a consumer that knows `before`. Unclear changes count as breaking, new fields do not. */
export function breakingChanges(before: JsonObject, after: JsonObject, path = "the event"): string[] {
  return [
    ...lostFields(before, after, path),
    ...widerValues(before, after, path),
    ...changedKeywords(before, after, path),
    ...(isJsonObject(before.items)
      ? breakingChanges(before.items, objectOf(after.items), `an item of ${path}`)
      : []),
  ];
}

function lostFields(before: JsonObject, after: JsonObject, path: string): string[] {
  const now = objectOf(after.properties);
  const mayBeAbsent = listOf(before.required).filter((name) => !listOf(after.required).includes(name));
  return [
    ...mayBeAbsent.map((name) => `${nameOf(path, String(name))} may be absent`),
    ...Object.entries(objectOf(before.properties)).flatMap(([name, field]) => {
      const inner = nameOf(path, name);
      if (!Object.hasOwn(now, name)) return [`${inner} is gone`];
      return breakingChanges(objectOf(field), objectOf(now[name]), inner);
    }),
  ];
}

function widerValues(before: JsonObject, after: JsonObject, path: string): string[] {
  return ["enum", "type"].flatMap((keyword) => {
    if (before[keyword] === undefined) return [];
    const known = listOf(before[keyword]).map((value) => JSON.stringify(value));
    const added = listOf(after[keyword]).filter((value) => !known.includes(JSON.stringify(value)));
    if (after[keyword] === undefined) return [`${path} may be anything`];
    return added.length > 0 ? [`${path} may be ${added.join(", ")}`] : [];
  });
}

/** An added keyword narrows the promise. A removed or changed one may widen it. */
function changedKeywords(before: JsonObject, after: JsonObject, path: string): string[] {
  return Object.keys(before)
    .filter((keyword) => !remarks.includes(keyword) && !verified.includes(keyword))
    .filter((keyword) => JSON.stringify(before[keyword]) !== JSON.stringify(after[keyword]))
    .map((keyword) => `${path} has another \`${keyword}\``);
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return value === undefined ? [] : [value].flat();
}

function nameOf(path: string, name: string): string {
  return path === "the event" ? name : `${path}.${name}`;
}
