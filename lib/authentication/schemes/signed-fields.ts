import { createHash, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import type { Delivery } from "../../delivery/delivery.ts";
import { isJsonObject, type JsonValue, textOf } from "../../json/json.ts";
import { equalInConstantTime } from "../constant-time.ts";
import type { SecretScheme, Verdict } from "../scheme.ts";

export interface SignedFieldsRecipe<Credentials> {
  readonly hash: "sha1" | "sha256";
  /** The body's field that holds the digest in hexadecimal. */
  readonly signature: string;
  /** The body's top-level fields that are signed, besides those that the secret supplies. */
  readonly fields: readonly string[];
  /** Signed values that are ours. One that the body repeats must be equal. */
  readonly ownFields: (credentials: Credentials) => Readonly<Record<string, string>>;
  /** Signed values that are ours and that never travel: a body that names one is refused, and so kept out of the queues. */
  readonly secretFields: (credentials: Credentials) => Readonly<Record<string, string>>;
  /** Other spellings of a number under which the vendor may have signed it. */
  readonly spellings?: Readonly<Record<string, (text: string) => readonly string[]>>;
}

const settingsSchema = v.strictObject({
  /** Headers, in lower case, that hold what the body lacks: by field, the signature's included. */
  headers: v.optional(v.record(v.string(), v.pipe(v.string(), v.nonEmpty(), v.toLowerCase())), {}),
});

type Values = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, JsonValue | undefined>>;

/**
 * A digest over chosen fields of the body, written `key:value` in the order of their sorted keys with nothing between
 * the pairs. Numbers count by their original characters. A field that is absent, null or empty is signed with an empty
 * value or left out, whichever the digest tells.
 *
 * Why a match proves the sender: the digest covers a secret that only both sides know, so nobody else can compute it
 * for other values. Two ways around a plain digest remain, and neither fits through. Text appended behind the last
 * field (length extension) needs the digest's padding, whose byte 0x80 no UTF-8 text can place behind an ASCII
 * character. Characters moved between neighbouring fields need a colon inside a value: with one, no field counts as left
 * out, so that every name stands in the text and keeps its place; the source's schema refuses it besides
 * (`unambiguous`).
 */
export function signedFields<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
): SecretScheme<Credentials> {
  return {
    usesSecret: true,
    challenge: 'SignedFields realm="notifications"',
    places: [{ in: "body", field: recipe.signature }],
    configure(settings) {
      const { headers } = v.parse(settingsSchema, settings);
      return (credentials) => {
        const own = recipe.ownFields(credentials);
        const secret = recipe.secretFields(credentials);
        return (delivery) => {
          const reading = delivery.readJson();
          if (!reading.ok || !isJsonObject(reading.value)) return "signature_missing";
          const body = { ...readFallbacks(headers, delivery), ...reading.value };
          return verify(recipe, own, secret, body);
        };
      };
    },
  };
}

/** For the schema of a source with signed fields: with a colon in a value, a digest fits more than one set of values. */
export const unambiguous = v.excludes<string, ":">(":");

function readFallbacks(headers: Values, delivery: Delivery): Fields {
  return Object.fromEntries(
    Object.entries(headers).map(([field, header]) => [field, delivery.headers[header]]),
  );
}

function verify<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
  own: Values,
  secret: Values,
  body: Fields,
): Verdict {
  const signature = readDigest(recipe.hash, body[recipe.signature]);
  if (signature === undefined) return "signature_missing";
  if (Object.keys(secret).some((name) => Object.hasOwn(body, name))) return "credential_mismatch";
  for (const [name, ours] of Object.entries(own)) {
    const theirs = textOf(body[name] ?? ours);
    if (theirs === undefined || theirs.length > maxSignedLength || !equalInConstantTime(theirs, ours))
      return "credential_mismatch";
  }
  const texts = readTexts(recipe.fields, body);
  if (texts === undefined) return "signature_mismatch";
  const signed = readings(recipe, texts).find((values) =>
    timingSafeEqual(
      createHash(recipe.hash)
        .update(pairs({ ...own, ...secret, ...values }))
        .digest(),
      signature,
    ),
  );
  if (signed === undefined) return "signature_mismatch";
  const nothing = Object.fromEntries(recipe.fields.map((name) => [name, ""]));
  const digest = createHash("sha256").update(signature).digest("base64url");
  return { proven: { signature: { digest, values: { ...nothing, ...signed } } } };
}

function readDigest(hash: "sha1" | "sha256", value: unknown): Buffer | undefined {
  const length = { sha1: 40, sha256: 64 }[hash];
  const isDigest = typeof value === "string" && value.length === length && /^[0-9a-f]+$/i.test(value);
  return isDigest ? Buffer.from(value, "hex") : undefined;
}

/** Longer signed values are not hashed: a stranger's body must cost little. The page's longest field has 255 characters. */
const maxSignedLength = 256;

/**
 * The characters of every signed field, of a missing one none. Undefined if one is too long, is neither text nor number, or
 * holds half a surrogate pair: UTF-8 has no bytes for one, so that a digest would be the same for each of them.
 */
function readTexts(names: readonly string[], body: Fields): Values | undefined {
  const texts: Record<string, string> = {};
  for (const name of names) {
    const text = textOf(body[name] ?? "");
    if (text === undefined || text.length > maxSignedLength || !text.isWellFormed()) return undefined;
    texts[name] = text;
  }
  return texts;
}

/** Every way in which the vendor may have signed these values. */
function readings<Credentials>(recipe: SignedFieldsRecipe<Credentials>, texts: Values): Values[] {
  const mayOmit = !Object.values(texts).some((text) => text.includes(":"));
  let candidates: Values[] = [{}];
  for (const [name, text] of Object.entries(texts)) {
    const spellings = spell(recipe, name, text, mayOmit);
    candidates = candidates.flatMap((values) => spellings.map((one) => ({ ...values, ...one })));
  }
  return candidates;
}

/** A field that is missing was signed as empty or not at all; a number perhaps with other digits. */
function spell<Credentials>(
  recipe: SignedFieldsRecipe<Credentials>,
  name: string,
  text: string,
  mayOmit: boolean,
): Values[] {
  if (text === "") return mayOmit ? [{ [name]: "" }, {}] : [{ [name]: "" }];
  const spellings = new Set([text, ...(recipe.spellings?.[name]?.(text) ?? [])]);
  return [...spellings].map((spelling) => ({ [name]: spelling }));
}

function pairs(values: Values): string {
  return Object.keys(values)
    .sort()
    .map((name) => `${name}:${values[name]}`)
    .join("");
}
