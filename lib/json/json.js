import { unescapeKeys } from "./keys.ts";

// The only cast here: TypeScript's library does not declare the source text access that the runtime has.
const json = JSON;
/** Deeper nesting than any vendor sends by far; it keeps every later walk of the value clear of the stack's end. */
export const deepestBody = 64;
/**
 * Reads JSON: UTF-8 with or without a byte order mark, any value at the top, of a repeated key the last. What nests deeper
 * than `deepest` is not read.
 */
export function parseJson(bytes, deepest = deepestBody) {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { ok: false, fault: "invalid_utf8" };
  if (isTooDeep(text, deepest)) return { ok: false, fault: "too_deep" };
  try {
    const { text: safeText, originals } = unescapeKeys(text);
    const value = json.parse(safeText, keepNumberText);
    return { ok: true, value: originals.size === 0 ? value : renameKeys(value, originals) };
  } catch {
    return { ok: false, fault: "invalid_json" };
  }
}
/**
 * Writes JSON that SQS takes as a message: it refuses U+FFFE and U+FFFF, which JSON allows unescaped
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export function stringifyJson(value) {
  return JSON.stringify(value).replace(/[\uFFFE\uFFFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}
/** Writes a value so that equal content gives equal text: keys sorted, no white space, numbers as they came. */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
/** The original characters of a string or a number; undefined for anything else. */
export function textOf(value) {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return json.isRawJSON(value) ? value.rawJSON : undefined;
}
/** The number that these characters write in JSON; it is written out again with the same ones. */
export function numberOf(text) {
  return String(Number(text)) === text ? Number(text) : json.rawJSON(text);
}
/** True for `{…}`, false for null, arrays and kept numbers. */
export function isJsonObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}
function keepNumberText(_key, value, context) {
  if (typeof value !== "number") return value;
  const { source = String(value) } = context;
  return String(value) === source ? value : json.rawJSON(source);
}
function renameKeys(value, originals) {
  if (Array.isArray(value)) return value.map((item) => renameKeys(item, originals));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [
    originals.get(key) ?? key,
    renameKeys(member, originals),
  ]);
  return Object.fromEntries(members);
}
function decodeUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
function isTooDeep(text, deepest) {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
