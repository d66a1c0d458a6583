import { isJsonObject, parseJson } from "../../../lib/json/json.ts";

/** Keys and kinds of JSON values. Other text without its ids, digests, times and ports. */
export function shapeOf(text: string): unknown {
  const reading = parseJson(Buffer.from(text.trim()));
  if (reading.ok && typeof reading.value === "object") return shapeOfValue(reading.value);
  return text
    .trim()
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/g, "<id>")
    .replaceAll(/\b(?=[a-z]*\d)[\da-f]{12,64}\b/g, "<digest>")
    .replaceAll(/\b\d\d:\d\d:\d\d\.\d{3}\b/g, "<time>")
    .replaceAll(/\b\d+ ms\b/g, "<duration>")
    .replaceAll(/(?<=127\.0\.0\.1:)\d+/g, "<port>");
}

function shapeOfValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOfValue);
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shapeOfValue(field)]));
  // A message's body is JSON within JSON.
  if (typeof value === "string" && value.startsWith("{")) return shapeOf(value);
  return value === null ? "null" : typeof value;
}
