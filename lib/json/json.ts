import { unescapeKeys } from "./keys.ts";

/**
 * JSON without loss. `JSON.parse` turns `100.0` into `100`, and `12345678901234567890` into another number. The
 * vendor may have signed those characters, and a consumer may need them. So a number that a double would print
 * differently becomes a raw JSON number (TC39 "JSON.parse source text access", in V8 since Node 22). `JSON.stringify`
 * writes its original characters.
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

// TypeScript's library does not declare source text access yet.
const json = JSON as unknown as SourceTextJson;

/** Vendors nest a few levels. This keeps every recursion within the stack. */
export const maxBodyDepth = 64;

/** UTF-8, with or without a byte order mark. The last repeated key wins. */
export function parseJson(bytes: Uint8Array, maxDepth = maxBodyDepth): JsonReading {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { ok: false, fault: "invalid_utf8" };
  if (isTooDeep(text, maxDepth)) return { ok: false, fault: "too_deep" };
  try {
    const { text: safeText, originals } = unescapeKeys(text);
    const value = json.parse(safeText, keepNumberText);
    return { ok: true, value: originals.size === 0 ? value : renameKeys(value, originals) };
  } catch {
    return { ok: false, fault: "invalid_json" };
  }
}

/**
 * Writes JSON that SQS accepts. SQS refuses U+FFFE and U+FFFF, so both are escaped
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\uFFFE\uFFFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** Equal content gives equal text: sorted keys, no white space, original numbers. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** A string's or number's original characters, else undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return json.isRawJSON(value) ? value.rawJSON : undefined;
}

/** `stringifyJson` writes exactly these characters. */
export function numberOf(text: string): JsonValue {
  return String(Number(text)) === text ? Number(text) : json.rawJSON(text);
}

/** False for null, arrays and raw numbers. */
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

function isTooDeep(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}
