import { createHash, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { isJsonObject, type JsonObject, textOf } from "../json.ts";
import { equalInConstantTime } from "./constant-time.ts";
import { noSettings, type SecretScheme, type Verdict } from "./scheme.ts";

export interface SignedFieldsRecipe<Credentials> {
  readonly hash: "sha1" | "sha256";
  /** The body's field that holds the digest in hexadecimal. */
  readonly signature: string;
  /** The body's top-level fields that are signed, besides those that the secret supplies. */
  readonly fields: readonly string[];
  /** Signed values that never come from the body. One that the body repeats must be equal to ours. */
  readonly secretFields: (credentials: Credentials) => Readonly<Record<string, string>>;
  /** Other spellings of a number under which the vendor may have signed it. */
  readonly spellings?: Readonly<Record<string, (text: string) => readonly string[]>>;
}

/**
 * A digest over chosen fields of the body, written `key:value` in the order of their sorted keys with nothing between
 * the pairs. Numbers count by their original characters. A field that is absent or null is signed with an empty value or left
 * out, whichever the digest tells.
 *
 * Why a match proves the sender: the digest covers a secret that only both sides know, so nobody else can compute it
 * for other values. Two ways around a plain digest remain, and neither fits through: text appended behind the last
 * field (length extension) needs the digest's padding, whose byte 0x80 no UTF-8 text can place behind an ASCII
 * character; and characters moved between neighbouring fields need a colon inside a value, which the source's schema
 * must not accept (see `unambiguous`).
 */
export function signedFields<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
): SecretScheme<Credentials> {
  return {
    usesSecret: true,
    challenge: 'SignedFields realm="notifications"',
    configure(settings) {
      v.parse(noSettings, settings);
      return (credentials) => {
        const secretFields = recipe.secretFields(credentials);
        return (delivery) => {
          const reading = delivery.readJson();
          if (!reading.ok || !isJsonObject(reading.value)) return "signature_missing";
          return judge(recipe, secretFields, reading.value);
        };
      };
    },
  };
}

/** For the schema of a source with signed fields: with a colon in a value, a digest fits more than one set of values. */
export const unambiguous = v.check<string, "holds no colon">((text) => !text.includes(":"), "holds no colon");

function judge<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
  secretFields: Readonly<Record<string, string>>,
  body: JsonObject,
): Verdict {
  const signature = readDigest(recipe, body[recipe.signature]);
  if (signature === undefined) return "signature_missing";
  for (const [name, ours] of Object.entries(secretFields)) {
    const theirs = body[name] ?? undefined;
    if (theirs !== undefined && !equalInConstantTime(textOf(theirs) ?? "", ours))
      return "credential_mismatch";
  }
  const isSigned = signedTexts(recipe, secretFields, body).some((text) =>
    timingSafeEqual(createHash(recipe.hash).update(text, "utf8").digest(), signature),
  );
  return isSigned ? "authentic" : "signature_mismatch";
}

function readDigest(recipe: { readonly hash: "sha1" | "sha256" }, value: unknown): Buffer | undefined {
  const length = { sha1: 40, sha256: 64 }[recipe.hash];
  const isDigest = typeof value === "string" && value.length === length && /^[0-9a-f]+$/i.test(value);
  return isDigest ? Buffer.from(value, "hex") : undefined;
}

/** Every text that the vendor may have signed for these values; none if a signed field is not a text or a number. */
function signedTexts<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
  secretFields: Readonly<Record<string, string>>,
  body: JsonObject,
): string[] {
  const known: Record<string, string> = { ...secretFields };
  const missing: Record<string, string> = {};
  for (const name of recipe.fields) {
    const value = body[name] ?? undefined;
    const text = textOf(value);
    if (text !== undefined) known[name] = text;
    else if (value === undefined) missing[name] = "";
    else return [];
  }
  const withEmpty = { ...known, ...missing };
  const bases = Object.keys(missing).length === 0 ? [known] : [withEmpty, known];
  return bases.flatMap((base) => respellings(recipe, base)).map(pairs);
}

function respellings<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>>[] {
  let all = [values];
  for (const [name, spell] of Object.entries(recipe.spellings ?? {})) {
    const text = values[name];
    if (text !== undefined)
      all = all.flatMap((one) => [one, ...spell(text).map((other) => ({ ...one, [name]: other }))]);
  }
  return all;
}

function pairs(values: Readonly<Record<string, string>>): string {
  return Object.keys(values)
    .sort()
    .map((name) => `${name}:${values[name]}`)
    .join("");
}
