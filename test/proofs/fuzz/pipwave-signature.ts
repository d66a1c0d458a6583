import { createHash } from "node:crypto";
import { charactersOf, type Member, memberOf, readMembers } from "./members.ts";
import { pipwavePairs } from "./secrets.ts";

/** The page lists these, besides api_key and api_secret. */
export const signedNames = [
  "document_set_scoring",
  "pd_id",
  "session_token",
  "timestamp",
  "user_id",
  "verification_status",
  "verification_type",
] as const;

export interface SigningChoices {
  /** 0 is the current key and secret, 1 the previous. */
  readonly pair: 0 | 1;
  /** Empty fields that the vendor omits. */
  readonly leftOut: readonly string[];
  /** A score's significant digits: PHP writes 14, the page's sample 12. */
  readonly scoreDigits: number | undefined;
}

/** The signed values, to compare with the arrived ones. */
export type Signing = ReturnType<typeof sign>;
type SignedName = (typeof signedNames)[number];

export function sign(members: readonly Member[], { pair, leftOut, scoreDigits }: SigningChoices) {
  const { apiKey, apiSecret } = pipwavePairs[pair];
  const values = readMembers(members);
  const texts = new Map(signedNames.map((name) => [name, charactersOf(values.get(name))]));
  const score = texts.get("document_set_scoring") ?? "";
  if (scoreDigits) texts.set("document_set_scoring", respellScore(score, scoreDigits));
  const omitted = signedNames.filter((name) => leftOut.includes(name) && texts.get(name) === "");
  const pairs = Object.entries({ ...Object.fromEntries(texts), api_key: apiKey, api_secret: apiSecret })
    .filter(([name]) => !omitted.some((absent) => absent === name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // PHP prints a list as `Array`, so pipwave signs that.
  const text = pairs.map(([name, value]) => `${name}:${value ?? "Array"}`).join("");
  const signature = createHash("sha1").update(text, "utf8").digest("hex");
  return { signature, apiKey, texts, leftOut: omitted };
}

/** The event's members: the signed score, without the vendor's proofs. */
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

/** Compares each field, no digest: the vendor's values must stand beside its signature. */
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

function isSameText(name: SignedName, text: string | undefined, { texts }: Signing): boolean {
  const signed = texts.get(name);
  // pipwave signs text and numbers that UTF-8 can write.
  if (text === undefined || signed === undefined || !text.isWellFormed()) return false;
  // The page's longest field has 255 characters.
  if (text.length > 256) return false;
  if (text === signed) return true;
  if (name !== "document_set_scoring" || !isPhpNumber(text)) return false;
  const isSingle = Math.fround(Number(text)) === Number(text);
  return (isSingle ? [14, 12] : [14]).some((digits) => respellScore(text, digits) === signed);
}

/** PHP's `json_encode` without an exponent or a negative zero. */
function isPhpNumber(text: string): boolean {
  const isJson = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text);
  return isJson && !Object.is(Number(text), -0) && Math.abs(Number(text)) < 1e15;
}

/** A text without names may stand for other values if one has a colon. */
function isUnambiguous(texts: Signing["texts"], { leftOut }: Signing): boolean {
  return leftOut.length === 0 || ![...texts.values()].some((text) => text?.includes(":"));
}

/** A score in this many digits. Others stay. */
function respellScore(text: string, digits: number): string {
  const number = Number(text);
  const isPlain = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(number);
  const isScore = isPlain && (number === 0 || Math.abs(number) >= 1e-4);
  return isScore ? String(Number(number.toPrecision(digits))) : text;
}
