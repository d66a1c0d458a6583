import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject, type JsonValue, textOf } from "../json/json.ts";
import { type Keyed, valueAt } from "./fields.ts";

/**
 * The identity of a notification as one SHA-256 digest, in lower-case hexadecimal. Sound because the hashed bytes are different for
 * different lists of parts: each part follows its length, so `["ab", "c"]` and `["a", "bc"]` differ. Parts are UTF-16 code
 * units, because UTF-8 writes every unpaired surrogate as the same character.
 */
export function idempotencyKey(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part, "utf16le");
  return hash.digest("hex");
}

/** The digest of one text, for parts that are long or personal. */
export function digestOf(text: string): string {
  return idempotencyKey([text]);
}

/**
 * One field as a part of an identity. Absent, null and empty are the same. A number and a text of the same characters are the
 * same. Anything else counts by its content, and is never the same as a text.
 */
export function keyPart(value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === "") return "";
  const text = textOf(value);
  return text === undefined ? `json ${canonicalJson(value)}` : `text ${text}`;
}

/** Fields of a body as parts of an identity. */
export function keyParts<Key extends string>(
  { entries }: Keyed<Key>,
  body: JsonObject,
  ...keys: readonly NoInfer<Key>[]
): string[] {
  return keys.map((key) => keyPart(valueAt(body, entries[key].path)));
}
