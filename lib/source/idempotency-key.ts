import { hash } from "node:crypto";
import { canonicalJson, type JsonObject, type JsonValue, textOf } from "../json/json.ts";
import { type Keyed, valueAt } from "./fields.ts";

/**
 * The identity of a notification as one SHA-256 digest, in lower-case hexadecimal. Sound because different lists of parts hash
 * different bytes: each part follows its length, so `["ab", "c"]` and `["a", "bc"]` differ. The text is UTF-16, because
 * UTF-8 writes every unpaired surrogate as the same character.
 */
export function idempotencyKey(parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join("");
  return hash("sha256", Buffer.from(text, "utf16le"));
}

/** Digests a long or personal part. */
export function digestOf(text: string): string {
  return idempotencyKey([text]);
}

/**
 * One field of an identity. Absent, null and empty are equal, and so are a number and its text. Anything else counts by content
 * and never equals a text.
 */
export function keyPart(value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === "") return "";
  const text = textOf(value);
  return text === undefined ? `json ${canonicalJson(value)}` : `text ${text}`;
}

export function keyParts<Key extends string>(
  { entries }: Keyed<Key>,
  body: JsonObject,
  ...keys: readonly NoInfer<Key>[]
): string[] {
  return keys.map((key) => keyPart(valueAt(body, entries[key].path)));
}
