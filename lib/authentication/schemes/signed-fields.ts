import { hash, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import type { Delivery } from "../../delivery/delivery.ts";
import { isJsonObject, type JsonValue, textOf } from "../../json/json.ts";
import { equalInConstantTime } from "../constant-time.ts";
import type { SecretScheme, Verdict } from "../scheme.ts";
import { listReadings, type Spellings, signedText } from "./signed-text.ts";

export interface SignedFieldsRecipe<Credentials> {
  readonly hash: "sha1" | "sha256";
  /** The body's field with the hexadecimal digest. */
  readonly signature: string;
  /** The body's signed top-level fields. */
  readonly fields: readonly string[];
  /** Our signed values. Bodies may only repeat them. */
  readonly ownFields: (credentials: Credentials) => Values;
  /** Our signed values that never travel. Bodies that name one are refused, so none reaches a queue. */
  readonly secretFields: (credentials: Credentials) => Values;
  /** Number spellings that the vendor may have signed. */
  readonly spellings?: Spellings | undefined;
}

const settingsSchema = v.strictObject({
  /** Lower-case headers by the body field that they replace, or by the signature's. */
  headers: v.optional(v.record(v.string(), v.pipe(v.string(), v.nonEmpty(), v.toLowerCase())), {}),
});

type Values = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, JsonValue | undefined>>;

/** For a source's schema. With a colon in a value, one digest fits several sets of values. */
export const unambiguous = v.excludes<string, ":">(":");

/** Longer values are not hashed: a stranger's body must cost little. The vendor's longest field has 255 characters. */
const maxValueLength = 256;

/**
 * A digest over `key:value` pairs of chosen body fields, sorted by key and joined without separators.
 *
 * A match proves the sender: the digest covers a secret that only both sides know. Two attacks on a plain digest
 * remain, and both fail. Length extension needs the byte 0x80 after an ASCII character, and UTF-8 text cannot hold it
 * there. Moving characters between neighbouring fields needs a colon in a value. Then no field counts as left out, so
 * each name keeps its place. The source's schema also refuses colons (`unambiguous`).
 */
export function signedFields<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
): SecretScheme<Credentials, v.InferOutput<typeof settingsSchema>> {
  return {
    needs: "secret",
    challenge: 'SignedFields realm="notifications"',
    settings: settingsSchema,
    prepare({ headers }, credentials) {
      const own = recipe.ownFields(credentials);
      const secret = recipe.secretFields(credentials);
      return (delivery) => verify(recipe, { own, secret }, readFields(delivery, headers));
    },
  };
}

/** Headers fill fields that the body lacks. Empty unless the body is an object. */
function readFields(delivery: Delivery, headers: Values): Fields {
  const reading = delivery.readJson();
  if (!reading.ok || !isJsonObject(reading.value)) return {};
  const fallbacks = Object.entries(headers).map(([field, header]) => [field, delivery.headers[header]]);
  return { ...Object.fromEntries(fallbacks), ...reading.value };
}

function verify<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
  { own, secret }: { readonly own: Values; readonly secret: Values },
  fields: Fields,
): Verdict {
  const signature = readSignature(recipe.hash, fields[recipe.signature]);
  if (signature === undefined) return "signature_missing";
  if (namesSecret(fields, secret) || contradicts(fields, own)) return "credential_mismatch";
  const texts = readTexts(fields, recipe.fields);
  if (texts === undefined) return "signature_mismatch";
  const signed = listReadings(texts, recipe.spellings).find((values) => {
    const text = signedText({ ...own, ...secret, ...values });
    return timingSafeEqual(hash(recipe.hash, text, "buffer"), signature);
  });
  return signed ? prove(signature, { ...texts, ...signed }) : "signature_mismatch";
}

function readSignature(algorithm: "sha1" | "sha256", value: unknown): Buffer | undefined {
  const length = { sha1: 40, sha256: 64 }[algorithm];
  const isDigest = typeof value === "string" && value.length === length && /^[0-9a-f]+$/i.test(value);
  return isDigest ? Buffer.from(value, "hex") : undefined;
}

function namesSecret(fields: Fields, secret: Values): boolean {
  return Object.keys(secret).some((name) => Object.hasOwn(fields, name));
}

function contradicts(fields: Fields, own: Values): boolean {
  return Object.entries(own).some(([name, ours]) => {
    const theirs = textOf(fields[name] ?? ours);
    return theirs === undefined || theirs.length > maxValueLength || !equalInConstantTime(theirs, ours);
  });
}

/**
 * Absent and null become "". Numbers keep their characters. Undefined for other types, long values and half surrogate
 * pairs: UTF-8 writes all halves alike, so one digest would fit many.
 */
function readTexts(fields: Fields, names: readonly string[]): Values | undefined {
  const texts: Record<string, string> = {};
  for (const name of names) {
    const text = textOf(fields[name] ?? "");
    if (text === undefined || text.length > maxValueLength || !text.isWellFormed()) return undefined;
    texts[name] = text;
  }
  return texts;
}

/** The digest names the signature, but never replaces it. */
function prove(signature: Buffer, values: Values): Verdict {
  return { proven: { signature: { digest: hash("sha256", signature, "base64url"), values } } };
}
