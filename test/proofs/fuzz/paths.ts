import fc from "fast-check";
import { type VendorId, vendors } from "../../../functions/vendors.ts";
import { words } from "./words.ts";

/** A vendor, a proxy or a prober may append these. */
const segments = [
  ...words("01BFJA617JMJXEW6G7TDDXNSHX %2F a%2Fb %00 %E0%A4%A %F0%9F%98%80 %ED%A0%80 %EF%BF%BE %"),
  ...words(".. . %2e%2e a/b a//b/ / // + * ;v=1 {requestId} \u00e9 __proto__"),
  "x".repeat(257),
];

/** Targets that are no source's. */
const strangePaths = [
  "",
  ...words("/ * // /favicon.ico /nobody /.env http://host.example/yoti yoti /%79oti"),
];

/** A source's path, a similar one, or another's. */
export function anyPath(sender: VendorId): fc.Arbitrary<string> {
  const own = `/${sender}`;
  const segment = fc.oneof(fc.constantFrom(...segments), fc.webSegment());
  const below = segment.map((text) => `${own}/${text}`);
  return fc.oneof(
    { arbitrary: fc.constant(own), weight: 20 },
    // FrankieOne appends its request id.
    { arbitrary: below, weight: sender === "frankieone" ? 20 : 1 },
    fc.constantFrom(
      ...["/", "//", "%20", ".json", "\u00e9"].map((more) => `${own}${more}`),
      `/${own}`,
      own.toUpperCase(),
    ),
    anyStrangePath,
  );
}

/** No source's path, or a source's address. */
export const anyStrangePath = fc.constantFrom(...strangePaths, ...vendors.map(({ routes }) => routes[0]));

export const anyQuery = fc.oneof(
  { arbitrary: fc.constant(""), weight: 9 },
  fc.constantFrom("?", "?a=1&a=2", "?secret=x", "?%", "??", "?__proto__=1", "?a=%ED%A0%80"),
);
