import { unescapeKeys } from "./keys.ts";

/**
 * JSON without loss. `JSON.parse` turns `100.0` into `100` and `12345678901234567890` into another number; a
 * vendor may have signed those characters and a consumer may need them. A number that a double would not print
 * back is therefore kept as a raw JSON number (TC39 "JSON.parse source text access", in V8 since Node 22), which
 * `JSON.stringify` writes out again character by character.
 */
interface RawNumber {
  readonly rawJSON: string;
}

export type JsonValue = null | boolean | number | string | RawNumber | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export type JsonFault = "invalid_utf8" | "invalid_json" | "too_deep";
export type JsonReading =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly fault: JsonFault };

interface SourceTextJson {
  parse(
    text: string,
    reviver: (key: string, value: JsonValue, context: { source?: string }) => JsonValue,
  ): JsonValue;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}

// The only cast here: TypeScript's library does not declare the source text access that the runtime has.
const json = JSON as unknown as SourceTextJson;

/** Deeper nesting than any vendor sends by far; it keeps every later walk of the value clear of the stack's end. */
export const maxBody = 64;

/**
 * Reads JSON: UTF-8 with or without a byte order mark, any value at the top, of a repeated key the last. What nests deeper
 * than `deepest` is not read.
 */
export function parseJson(bytes: Uint8Array, deepest = maxBody): JsonReading {
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
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\uFFFE\uFFFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** Writes a value so that equal content gives equal text: keys sorted, no white space, numbers as they came. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** The original characters of a string or a number; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return json.isRawJSON(value) ? value.rawJSON : undefined;
}

/** The number that these characters write in JSON; it is written out again with the same ones. */
export function numberOf(text: string): JsonValue {
  return String(Number(text)) === text ? Number(text) : json.rawJSON(text);
}

/** True for `{…}`, false for null, arrays and kept numbers. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}

function keepNumberText(_key: string, value: JsonValue, context: { source?: string }): JsonValue {
  if (typeof value !== "number") return value;
  const { source = String(value) } = context;
  return String(value) === source ? value : json.rawJSON(source);
}

function renameKeys(value: JsonValue, originals: ReadonlyMap<string, string>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => renameKeys(item, originals));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [
    originals.get(key) ?? key,
    renameKeys(member, originals),
  ]);
  return Object.fromEntries(members);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string, deepest: number): boolean {
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
