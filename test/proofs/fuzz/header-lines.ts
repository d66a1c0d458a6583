import fc from "fast-check";
import type { VendorId } from "../../../functions/vendors.ts";
import type { HeaderLine } from "../../../infra/http-api/http-api-event.ts";
import { anyText, headerValue } from "../../unit/arbitraries.ts";
import {
  basicTokens,
  forgedTokens,
  sessionTokens,
  sharedSecrets,
  tokens,
  wrongSessionTokens,
} from "./secrets.ts";
import { words } from "./words.ts";

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
const genuineTokens = tokens.map(({ text }) => text);
const allTokens = [...genuineTokens, ...forgedTokens];
/** The stage chooses the right one. */
const yotiTokens: readonly string[] = [...basicTokens, ...sessionTokens];

/** The secret or another text in its header, mostly from the vendor. */
export function anySharedSecret(sender: VendorId): fc.Arbitrary<HeaderLine[]> {
  const wrong = fc.oneof(fc.constantFrom(...sharedSecrets.flatMap(nearly)), headerValue);
  const names = ["Secret", "secret", "SECRET"];
  return anyLine(names, sender === "thales", fc.constantFrom(...sharedSecrets), wrong);
}

/** Every notation of each proof, and many false ones. */
export function anyAuthorization(sender: VendorId): fc.Arbitrary<HeaderLine[]> {
  const isOwn = sender === "frankieone" || sender === "yoti";
  const right = sender === "frankieone" ? rightToken : rightBasicToken;
  return anyLine(["Authorization", "authorization"], isOwn, right, wrongAuthorization);
}

/** A scheme's word, a gap and a credential. */
function proofs(words: readonly string[], credentials: readonly string[], gaps = [" ", "  ", "   "]) {
  return fc
    .tuple(fc.constantFrom(...words), fc.constantFrom(...gaps), fc.constantFrom(...credentials))
    .map((parts) => parts.join(""));
}

const rightToken = proofs(["Bearer", "bearer", "BEARER:", "Bearer:"], genuineTokens);
const rightBasicToken = fc.oneof(
  proofs(["Basic", "basic", "BASIC"], yotiTokens.map(base64)),
  proofs(["Bearer", "bearer"], yotiTokens),
);

const schemeWords = [...words("Basic Basic: Bearer Bearer: Bearer:: Digest Token Basic\t Bearer\u00a0"), ""];
const wrongCredentials = [
  ...allTokens,
  ...[...yotiTokens, ...yotiTokens.map(base64)].flatMap((text) => [text, ...nearly(text)]),
  ...[...wrongSessionTokens, ...wrongSessionTokens.map(base64)],
  ...basicTokens.flatMap((token) => [base64(token).replace(/=+$/, ""), encodeURIComponent(token)]),
];
const wrongAuthorization = fc.oneof(
  proofs(["Bearer", "Bearer:"], allTokens),
  proofs(schemeWords, wrongCredentials, [" ", "\t", "", ","]),
  fc.tuple(fc.constantFrom(...genuineTokens), fc.nat(500)).map(misspell),
  headerValue,
);

const noiseNames = [
  ...words(
    "content-type content-encoding x-correlation-id x-forwarded-for x-real-ip forwarded user-agent host",
  ),
  ...words(
    "secret authorization x-signature signature cookie expect x-amzn-mtls-clientcert __proto__ constructor",
  ),
];
const noiseValues = [
  ...words(
    "application/json application/json;charset=utf-8 text/plain application/octet-stream multipart/form-data",
  ),
  ...words("gzip identity br 192.0.2.10 for=192.0.2.10 a@b.example 6f1e2a00-0000-4000-8000-000000000000"),
  "x".repeat(8000),
];

/** Other headers, some with the credentials' names. */
export const anyNoise: fc.Arbitrary<HeaderLine[]> = fc.array(
  fc.tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom(...noiseNames), weight: 4 },
      fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/),
    ),
    fc.oneof(
      { arbitrary: fc.constantFrom(...noiseValues), weight: 3 },
      headerValue,
      anyText.map(withoutControls),
    ),
  ),
  { maxLength: 4 },
);

/** Mostly right in the sender's own scheme, mostly absent in others. RFC 9110, section 5.5: white space around a value is not part of it. */
function anyLine(
  names: readonly string[],
  isOwn: boolean,
  right: fc.Arbitrary<string>,
  wrong: fc.Arbitrary<string>,
): fc.Arbitrary<HeaderLine[]> {
  const [rights, wrongs, nones] = isOwn ? [12, 4, 1] : [1, 1, 12];
  const value = fc.oneof({ arbitrary: right, weight: rights }, { arbitrary: wrong, weight: wrongs });
  const [before, after] = [fc.constantFrom("", "", " ", "\t"), fc.constantFrom("", "", "  ")];
  const line = fc
    .tuple(fc.constantFrom(...names), fc.tuple(before, value, after))
    .map(([name, parts]): HeaderLine[] => [[name, parts.join("")]]);
  const none: fc.Arbitrary<HeaderLine[]> = fc.constant([]);
  return fc.oneof({ arbitrary: line, weight: rights + wrongs }, { arbitrary: none, weight: nones });
}

/** A guessed, mistyped or half stolen credential. */
function nearly(text: string): string[] {
  const cut = [text.slice(1), text.slice(0, -1), text.toUpperCase(), base64(text), ""];
  const longer = [`${text}x`, `x${text}`, `${text} ${text}`, `${text},${text}`, `${text}\u00a0x`];
  return [...cut, ...longer, `"${text}"`, `${text};`].filter((changed) => changed !== text);
}

/** Changes a letter before the last, whose low bits are unread. */
function misspell([token, anyPlace]: readonly [token: string, anyPlace: number]): string {
  const place = anyPlace % (token.length - 2);
  const letter = token.charAt(place);
  const other = letter === "." ? "-" : letter === "A" ? "B" : "A";
  return `Bearer ${token.slice(0, place)}${other}${token.slice(place + 1)}`;
}

function withoutControls(text: string): string {
  return text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, "");
}
