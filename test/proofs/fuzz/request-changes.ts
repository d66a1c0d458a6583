import fc from "fast-check";
import { vendors } from "../../../functions/vendors.ts";
import { anyText, headerValue } from "../../unit/arbitraries.ts";
import { type HeaderLine, provesNothing, wrongAuthorizations } from "./credentials.ts";
import type { Request } from "./request.ts";
import { type CertificateName, certificateNames } from "./secrets.ts";
import { allowedAddresses, stageSettings } from "./settings.ts";

/** A named change, and what it leaves of the credential. */
export interface RequestChange {
  readonly name: string;
  readonly change: (request: Request) => Request;
}

function vary<Choice>(
  name: string,
  choices: readonly Choice[] | fc.Arbitrary<Choice>,
  change: (request: Request, choice: Choice) => Partial<Request>,
): fc.Arbitrary<RequestChange> {
  const anyChoice = choices instanceof fc.Arbitrary ? choices : fc.constantFrom(...choices);
  return anyChoice.map((choice) => ({
    name,
    change: (request) => ({ ...request, ...change(request, choice) }),
  }));
}

const words = (text: string) => text.split(" ");

/** A vendor, a proxy or a prober may append these. */
const segments = fc.oneof(
  fc.constantFrom(
    ...words("%2F a%2Fb %00 %E0%A4%A %F0%9F%98%80 %ED%A0%80 %EF%BF%BE % . .. %2e%2e a/b a//b/ / // + * ;v=1"),
    ...["{requestId}", "\u00e9", "__proto__", "", "x".repeat(257)],
  ),
  fc.webSegment(),
);
const strangeTargets = [
  ...words("/ * // /favicon.ico /nobody /.env http://host.example/yoti yoti /%79oti //yoti /YOTI /yoti%20"),
  ...["", "/yoti.json", "/yoti\u00e9"],
  ...vendors.map(({ routes }) => routes[0]),
];
const strangeAddresses = [
  ...words("192.0.2.11 192.0.2.1 2001:db8:6::1 ::ffff:192.0.2.11 ::192.0.2.10 127.0.0.1 :: 192.0.2.10:"),
  ...words("10.1.15.242:39870 192.0.2.010 192.0.2.10/32 localhost"),
  ...["", "192.0.2.10, 192.0.2.10", " 192.0.2.10"],
];
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
    "application/json application/json;charset=utf-8 text/plain application/octet-stream gzip identity",
  ),
  ...words(
    "br multipart/form-data 192.0.2.10 for=192.0.2.10 a@b.example 6f1e2a00-0000-4000-8000-000000000000",
  ),
  "x".repeat(8000),
];
const noise = fc.tuple(
  fc.oneof(
    { arbitrary: fc.constantFrom(...noiseNames), weight: 4 },
    fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/),
  ),
  fc.oneof(
    { arbitrary: fc.constantFrom(...noiseValues), weight: 3 },
    headerValue,
    anyText.map((text) => text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, "")),
  ),
  fc.boolean(),
);

/** Where a request goes. */
const targetChanges = [
  vary("another method", words("GET HEAD PUT PATCH DELETE OPTIONS post"), (_, method) => ({ method })),
  vary("another target", strangeTargets, (_, target) => ({ target })),
  // Only the known vendors' paths end where they seem to.
  vary("below its path", segments, ({ sender, target }, segment) =>
    sender in stageSettings.byDefault ? { target: `${target}/${segment}` } : {},
  ),
  vary("a query", words("? ?a=1&a=2 ?secret=x ?% ?? ?__proto__=1 ?a=%ED%A0%80"), ({ target }, query) => ({
    target: target + query,
  })),
];
/** Where it comes from, and what comes with it. No credential changes. */
const connectionChanges = [
  vary("an allowed address", allowedAddresses, (_, sourceAddress) => ({ sourceAddress })),
  vary(
    "another address",
    fc.oneof(fc.constantFrom(...strangeAddresses), fc.ipV4(), fc.ipV6()),
    (_, sourceAddress) => ({ sourceAddress }),
  ),
  vary<CertificateName | undefined>(
    "another certificate",
    [undefined, ...certificateNames],
    (_, certificate) => ({
      certificate,
    }),
  ),
  ...[1, 2].map(() =>
    vary("another header", noise, ({ headers }, [name, value, isFirst]) => {
      // The credential's own header is changed below.
      if (headers.some(([known]) => known.toLowerCase() === name.toLowerCase())) return {};
      return { headers: isFirst ? [[name, value], ...headers] : [...headers, [name, value]] };
    }),
  ),
];

const isCredential = ([name]: HeaderLine) => /^(secret|authorization|x-signature)$/i.test(name);

function rewrite({ headers }: Request, change: (value: string) => string): Pick<Request, "headers"> {
  return {
    headers: headers.map((line) => (isCredential(line) ? [line[0], change(line[1])] : line)),
  };
}

/** The same credential in another spelling. */
const respellings = [
  vary("names in another case", [true, false], ({ headers }, isUpper) => ({
    headers: headers.map(([name, value]) => [isUpper ? name.toUpperCase() : name.toLowerCase(), value]),
  })),
  // RFC 9110, section 5.5: white space around a value is not part of it.
  vary("white space around a value", [" ", "\t", "  "], (request, space) =>
    rewrite(request, (value) => `${space}${value}${space}`),
  ),
  // RFC 9110, section 11.4.
  vary("more spaces behind the word", ["  ", "   "], (request, gap) =>
    rewrite(request, (value) => value.replace(/(?<=^\w+:?) /, gap)),
  ),
  vary("the word in another case", [true, false], (request, isUpper) =>
    rewrite(request, (value) =>
      value.replace(/^\w+:? /, (word) => (isUpper ? word.toUpperCase() : word.toLowerCase())),
    ),
  ),
];

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

/** A guessed, mistyped or half stolen credential. */
const misspellings: readonly ((text: string) => string)[] = [
  (text) => text.slice(1),
  (text) => text.slice(0, -1),
  (text) => text.slice(0, -20),
  (text) => text.toUpperCase(),
  base64,
  () => "",
  ...["x", " ", ","].map((between) => (text: string) => `${text}${between}${text}`),
  ...["x", '"', ";", "\u00a0x"].flatMap((more) => [
    (text: string) => `${text}${more}`,
    (text: string) => `${more}${text}`,
  ]),
  // The low bits of the last letter are unread.
  ...[0.1, 0.5, 0.9].map((share) => (text: string) => {
    const place = Math.floor((text.length - 1) * share);
    return `${text.slice(0, place)}${text[place] === "A" ? "B" : "A"}${text.slice(place + 1)}`;
  }),
];
const otherWords: readonly ((word: string) => string)[] = [
  (word) => (/^basic/i.test(word) ? "Bearer " : "Basic "),
  ...["Basic: ", "Bearer:: ", "Digest ", "Basic\t", "Bearer\t", "Basic", "Bearer,"].map((word) => () => word),
];

const without = ({ headers }: Request) => headers.filter((line) => !isCredential(line));

/** Each leaves no proof. */
const spoilings = [
  vary("a misspelt credential", misspellings, (request, misspell) =>
    rewrite(request, (value) => value.replace(/[^ ]*$/, misspell)),
  ),
  vary("another word before the credential", otherWords, (request, choose) =>
    rewrite(request, (value) => value.replace(/^\w+:? |^/, choose)),
  ),
  vary("any value", headerValue, (request, text) => rewrite(request, () => text)),
  vary("a second value", headerValue, ({ headers }, text) => ({
    headers: headers.flatMap((line) => (isCredential(line) ? [line, [line[0], text]] : [line])),
  })),
  vary("no credential", [undefined], (request) => ({ headers: without(request) })),
  vary("a wrong credential", wrongAuthorizations, (request, value) => ({
    headers: [...without(request), ["Authorization", value]],
  })),
].map((anyChange) =>
  anyChange.map(({ name, change }): RequestChange => ({
    name,
    change: (request) => ({ ...change(request), proves: provesNothing }),
  })),
);

export const anyPlaceChanges = fc.array(
  fc.oneof(fc.oneof(...targetChanges), { arbitrary: fc.oneof(...connectionChanges), weight: 2 }),
  { maxLength: 2 },
);

/** Two that spoil a credential could restore it. */
export const anyCredentialChanges: fc.Arbitrary<RequestChange[]> = fc
  .tuple(
    fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, fc.tuple(fc.oneof(...spoilings))),
    fc.array(fc.oneof(...respellings), { maxLength: 2 }),
  )
  .map((changes) => changes.flat());
