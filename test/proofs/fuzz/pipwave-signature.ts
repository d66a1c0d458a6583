import { createHash } from "node:crypto";
import { charactersOf, type Member, memberOf, readMembers } from "./members.ts";
import { pipwavePairs } from "./secrets.ts";

/** What the page lists, besides api_key and api_secret. */
export const signedNames = [
  "document_set_scoring",
  "pd_id",
  "session_token",
  "timestamp",
  "user_id",
  "verification_status",
  "verification_type",
] as const;

/** How the vendor signs one body. */
export interface SigningChoices {
  /** Which pair of key and secret: the current one or the one before it. */
  readonly pair: 0 | 1;
  /** Empty fields that it does not write at all. */
  readonly leftOut: readonly string[];
  /** The significant digits in which it writes a score; as PHP does with 14, as the page's sample with 12. */
  readonly scoreDigits: number | undefined;
}

/** What was signed, to be compared with what arrives. */
export interface Signing {
  readonly signature: string;
  readonly apiKey: string;
  readonly texts: ReadonlyMap<string, string | undefined>;
  readonly leftOut: readonly string[];
}

export function sign(members: readonly Member[], { pair, leftOut, scoreDigits }: SigningChoices): Signing {
  const { apiKey, apiSecret } = pipwavePairs[pair];
  const values = readMembers(members);
  const texts = new Map(signedNames.map((name) => [name, charactersOf(values.get(name))]));
  const score = texts.get("document_set_scoring") ?? "";
  if (scoreDigits) texts.set("document_set_scoring", respellScore(score, scoreDigits));
  const omitted = signedNames.filter((name) => leftOut.includes(name) && texts.get(name) === "");
  const pairs = Object.entries({ ...Object.fromEntries(texts), api_key: apiKey, api_secret: apiSecret })
    .filter(([name]) => !omitted.some((absent) => absent === name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // What is neither text nor number is signed as PHP prints a list.
  const text = pairs.map(([name, value]) => `${name}:${value ?? "Array"}`).join("");
  const signature = createHash("sha1").update(text, "utf8").digest("hex");
  return { signature, apiKey, texts, leftOut: omitted };
}

/** The members as an event carries them: the score as it was signed, and nothing that proves the vendor. */
export function carriedMembers(members: readonly Member[], { texts }: Signing): Member[] {
  const score = texts.get("document_set_scoring") || undefined;
  return members
    .filter(({ name }) => name !== "signature" && name !== "api_key")
    .map((member) => {
      if (member.name !== "document_set_scoring" || score === undefined) return member;
      return { ...member, value: member.value.startsWith('"') ? JSON.stringify(score) : score };
    });
}

/** The members that carry a signature. */
export function signatureMembers({ signature, apiKey }: Signing): Member[] {
  return [memberOf("api_key", JSON.stringify(apiKey)), memberOf("signature", JSON.stringify(signature))];
}

/**
 * Whether what arrives is still what was signed. It compares each field, no digest: the vendor's values
 * have to be there, as the vendor wrote them, beside its signature.
 */
export function isAsSigned(members: readonly Member[], signing: Signing, signatureHeader?: string): boolean {
  const values = readMembers(members);
  const signature = values.has("signature") ? charactersOf(values.get("signature")) : signatureHeader;
  if (signature?.toLowerCase() !== signing.signature) return false;
  if (values.has("api_secret")) return false;
  const apiKey = values.get("api_key") ?? "null";
  if (apiKey !== "null" && charactersOf(apiKey) !== signing.apiKey) return false;
  const texts = new Map(signedNames.map((name) => [name, charactersOf(values.get(name))]));
  return (
    signedNames.every((name) => isSameText(name, texts.get(name), signing)) && isUnambiguous(texts, signing)
  );
}

function isSameText(name: string, text: string | undefined, { texts }: Signing): boolean {
  const signed = texts.get(name);
  // Only text and numbers can be signed, and only if UTF-8 can write them.
  if (text === undefined || signed === undefined || !text.isWellFormed()) return false;
  // The page's longest field has 255 characters.
  if (text.length > 256) return false;
  if (text === signed) return true;
  if (name !== "document_set_scoring" || !isPhpNumber(text)) return false;
  const isSingle = Math.fround(Number(text)) === Number(text);
  return (isSingle ? [14, 12] : [14]).some((digits) => respellScore(text, digits) === signed);
}

/** A number as `json_encode` of PHP writes it, of a size that PHP prints without an exponent; never a negative zero. */
function isPhpNumber(text: string): boolean {
  const isJson = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text);
  return isJson && !Object.is(Number(text), -0) && Math.abs(Number(text)) < 1e15;
}

/** A text that leaves names out and has a colon in a value could stand for other values. */
function isUnambiguous(texts: Signing["texts"], { leftOut }: Signing): boolean {
  return leftOut.length === 0 || ![...texts.values()].some((text) => text?.includes(":"));
}

/** A number in so many digits; anything that is no score as it is. */
function respellScore(text: string, digits: number): string {
  const number = Number(text);
  const isPlain = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(number);
  const isScore = isPlain && (number === 0 || Math.abs(number) >= 1e-4);
  return isScore ? String(Number(number.toPrecision(digits))) : text;
}
