import { createHash, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import type { Delivery } from "../../delivery/delivery.ts";
import { isJsonObject, type JsonValue, textOf } from "../../json/json.ts";
import { equalInConstantTime } from "../constant-time.ts";
import type { SecretScheme, Verdict } from "../scheme.ts";
import { listReadings, type Spellings, signedText } from "./signed-text.ts";

export interface SignedFieldsRecipe<Credentials> {
  readonly hash: "sha1" | "sha256";
  /** The body's field that holds the digest in hexadecimal. */
  readonly signature: string;
  /** The signed top-level fields of the body, besides those of the secret. */
  readonly fields: readonly string[];
  /** Signed values of ours. If the body repeats one, it has to be equal. */
  readonly ownFields: (credentials: Credentials) => Values;
  /** Signed values of ours that never travel. A body that names one is refused, so none reaches a queue. */
  readonly secretFields: (credentials: Credentials) => Values;
  /** Other spellings of a number that the vendor may have signed. */
  readonly spellings?: Spellings | undefined;
}

const settingsSchema = v.strictObject({
  /** Headers, in lower case, that hold what the body lacks: by field, the signature's included. */
  headers: v.optional(v.record(v.string(), v.pipe(v.string(), v.nonEmpty(), v.toLowerCase())), {}),
});

type Values = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, JsonValue | undefined>>;

/** For the schema of a source with signed fields: with a colon in a value, a digest fits more than one set of values. */
export const unambiguous = v.excludes<string, ":">(":");

/**
 * A longer value is not hashed: a stranger's body must cost little. The longest field of the vendor's page has 255
 * characters.
 */
const maxValueLength = 256;

/**
 * A digest over chosen fields of the body, written `key:value` in the order of their sorted keys, with nothing between
 * the pairs.
 *
 * A match proves the sender: the digest covers a secret that only both sides know, so a stranger cannot compute it for
 * other values. Two attacks on a plain digest remain, and both fail. Length extension needs the digest's padding, whose
 * byte 0x80 no UTF-8 text can place after an ASCII character. Moving characters between neighbouring fields needs a
 * colon inside a value: then no field counts as left out, so each name keeps its place in the text. The source's schema
 * refuses a colon besides (`unambiguous`).
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

/** The body's fields, and headers for those that it lacks. None if the body is no object. */
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
    return timingSafeEqual(createHash(recipe.hash).update(text).digest(), signature);
  });
  return signed ? prove(signature, { ...texts, ...signed }) : "signature_mismatch";
}

function readSignature(hash: "sha1" | "sha256", value: unknown): Buffer | undefined {
  const length = { sha1: 40, sha256: 64 }[hash];
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
 * The text of every signed field, "" for one that is absent or null. Numbers keep their original characters. Undefined
 * if one is neither text nor number, is too long, or holds half a surrogate pair: UTF-8 writes all halves alike, so one
 * digest would fit many.
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

/** The digest of the signature names it, and cannot be used in its place. */
function prove(signature: Buffer, values: Values): Verdict {
  const digest = createHash("sha256").update(signature).digest("base64url");
  return { proven: { signature: { digest, values } } };
}
