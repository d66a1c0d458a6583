import fc from "fast-check";
import type { SourceId } from "../../../functions/vendors.ts";
import { anyText, headerValue } from "../../unit/arbitraries.ts";
import type { HeaderLine } from "./incoming-headers.ts";
import { basicTokens, sessionTokens, sharedSecrets, tokens, wrongSessionTokens } from "./secrets.ts";

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
const validTokens = tokens.filter(({ issuer }) => issuer !== undefined).map(({ text }) => text);
/** The stage chooses the right one. */
const yotiTokens: readonly string[] = [...basicTokens, ...sessionTokens];
const allTokens = tokens.map(({ text }) => text);

/** The secret or another text in its header, mostly from the vendor. */
export function anySharedSecret(sender: SourceId): fc.Arbitrary<HeaderLine[]> {
  const name = fc.constantFrom("Secret", "secret", "SECRET");
  const right = fc.tuple(name, padded(fc.constantFrom(...sharedSecrets))).map((line) => [line]);
  const wrong = fc
    .tuple(name, fc.oneof(fc.constantFrom(...sharedSecrets.flatMap(nearly)), headerValue))
    .map((line) => [line]);
  const twice = fc.tuple(name, fc.constantFrom(...sharedSecrets)).map((line) => [line, line]);
  return weigh(sender === "thales", right, fc.oneof(wrong, twice));
}

/** Every notation of each proof, and many false ones. */
export function anyAuthorization(sender: SourceId): fc.Arbitrary<HeaderLine[]> {
  const name = fc.constantFrom("Authorization", "authorization");
  const right = sender === "frankieone" ? rightToken : rightBasicToken;
  const line = (value: fc.Arbitrary<string>) =>
    fc.tuple(name, padded(value)).map((header): HeaderLine[] => [header]);
  return weigh(sender === "frankieone" || sender === "yoti", line(right), line(wrongAuthorization));
}

const gap = fc.constantFrom(" ", "  ", "   ");
const join = ([word, space, credential]: readonly string[]) => `${word}${space}${credential}`;
const rightToken = fc
  .tuple(fc.constantFrom("Bearer", "bearer", "BEARER:", "Bearer:"), gap, fc.constantFrom(...validTokens))
  .map(join);
const rightBasicToken = fc.oneof(
  fc
    .tuple(fc.constantFrom("Basic", "basic", "BASIC"), gap, fc.constantFrom(...yotiTokens.map(base64)))
    .map(join),
  fc.tuple(fc.constantFrom("Bearer", "bearer"), gap, fc.constantFrom(...yotiTokens)).map(join),
);

const schemeWords = [
  ..."Basic Basic: Bearer Bearer: Bearer:: Digest Token Basic\t Bearer\u00a0".split(" "),
  "",
];
const wrongCredentials = [
  ...allTokens,
  ...[...yotiTokens, ...yotiTokens.map(base64)].flatMap((text) => [text, ...nearly(text)]),
  ...[...wrongSessionTokens, ...wrongSessionTokens.map(base64)],
  ...basicTokens.map((token) => base64(token).replace(/=+$/, "")),
  ...basicTokens.map((token) => encodeURIComponent(token)),
];
const wrongAuthorization = fc.oneof(
  fc.tuple(fc.constantFrom("Bearer", "Bearer:"), gap, fc.constantFrom(...allTokens)).map(join),
  fc
    .tuple(
      fc.constantFrom(...schemeWords),
      fc.constantFrom(" ", "\t", "", ","),
      fc.constantFrom(...wrongCredentials),
    )
    .map(join),
  fc
    .tuple(fc.constantFrom(...validTokens), fc.nat(500))
    .map(([token, place]) => `Bearer ${misspell(token, place)}`),
  headerValue,
);

const noiseNames = [
  ..."content-type content-encoding x-correlation-id x-forwarded-for x-real-ip forwarded user-agent host".split(
    " ",
  ),
  ..."secret authorization x-signature signature cookie expect x-amzn-mtls-clientcert __proto__ constructor".split(
    " ",
  ),
];
const noiseValues = [
  ..."application/json application/json;charset=utf-8 text/plain application/octet-stream multipart/form-data".split(
    " ",
  ),
  ..."gzip identity br 192.0.2.10 for=192.0.2.10 a@b.example 6f1e2a00-0000-4000-8000-000000000000".split(" "),
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

/** Mostly right in the sender's own scheme, mostly absent in others. */
function weigh(
  isOwn: boolean,
  right: fc.Arbitrary<HeaderLine[]>,
  wrong: fc.Arbitrary<HeaderLine[]>,
): fc.Arbitrary<HeaderLine[]> {
  const none: fc.Arbitrary<HeaderLine[]> = fc.constant([]);
  const [rights, wrongs, nones] = isOwn ? [12, 4, 1] : [1, 1, 12];
  return fc.oneof(
    { arbitrary: right, weight: rights },
    { arbitrary: wrong, weight: wrongs },
    { arbitrary: none, weight: nones },
  );
}

/** RFC 9110, section 5.5: white space around a value is not part of it. */
function padded(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom("", "", " ", "\t"), value, fc.constantFrom("", "", "  "))
    .map(([before, text, after]) => `${before}${text}${after}`);
}

/** A guessed, mistyped or half stolen credential. */
function nearly(text: string): string[] {
  const cut = [text.slice(1), text.slice(0, -1), text.toUpperCase(), base64(text), ""];
  const longer = [`${text}x`, `x${text}`, `${text} ${text}`, `${text},${text}`, `${text}\u00a0x`];
  return [...cut, ...longer, `"${text}"`, `${text};`].filter((changed) => changed !== text);
}

/** Changes a letter before the last, whose low bits are unread. */
function misspell(token: string, anyPlace: number): string {
  const place = anyPlace % (token.length - 2);
  const letter = token.charAt(place);
  const other = letter === "." ? "-" : letter === "A" ? "B" : "A";
  return `${token.slice(0, place)}${other}${token.slice(place + 1)}`;
}

function withoutControls(text: string): string {
  return text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, "");
}
