import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { memberOf, writeMembers } from "./members.ts";
import { anyPadding } from "./paddings.ts";
import { readable, unreadable, type Wrap } from "./wrapped.ts";

/** How an object comes to be bytes. */
export interface Wrapping {
  readonly isPlain: boolean;
  readonly wrap: Wrap;
}

const plain: Wrapping = { isPlain: true, wrap: (members) => readable(members, writeMembers(members)) };

/** Most bodies are just written; the largest are rare, for each takes as long as a hundred others. */
export function anyWrapping(fields: readonly string[]): fc.Arbitrary<Wrapping> {
  const wraps = fc.oneof(around, broken, encoded, nested);
  return fc.oneof(
    { arbitrary: fc.constant(plain), weight: 780 },
    { arbitrary: wraps.map((wrap) => ({ isPlain: false, wrap })), weight: 218 },
    { arbitrary: anyPadding(fields).map((wrap) => ({ isPlain: false, wrap })), weight: 2 },
  );
}

/** White space that JSON allows (RFC 8259, section 2), and one byte order mark. */
const around = fc
  .tuple(
    fc.constantFrom("", "\uFEFF"),
    fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 }),
  )
  .map(
    ([mark, space]): Wrap =>
      (members) =>
        readable(members, `${mark}${space}${writeMembers(members)}${space}`),
  );

/** Bytes that are no UTF-8: a stray continuation, a byte of none, an overlong zero, a surrogate, half a character. */
const illFormed = ["80", "ff", "c080", "eda080", "c3", "f4908080"].map((hex) => Buffer.from(hex, "hex"));

const broken: fc.Arbitrary<Wrap> = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map(
    (missing): Wrap =>
      (members) => {
        const bytes = Buffer.from(writeMembers(members), "utf8");
        return unreadable(bytes.subarray(0, Math.max(bytes.length - missing, 0)));
      },
  ),
  fc.constantFrom("x", "}", ",", "\u0000", "{}", "\uFEFF", "//", ";").map(
    (more): Wrap =>
      (members) =>
        unreadable(`${writeMembers(members)}${more}`),
  ),
  fc.constantFrom("\uFEFF\uFEFF", "x", "{", ")]}',\n", "\u00a0", "body=").map(
    (more): Wrap =>
      (members) =>
        unreadable(`${more}${writeMembers(members)}`),
  ),
  fc.tuple(fc.nat(1000), fc.constantFrom(...illFormed)).map(
    ([at, bytes]): Wrap =>
      (members) => {
        const whole = Buffer.from(writeMembers(members), "utf8");
        const place = at % (whole.length + 1);
        return unreadable(Buffer.concat([whole.subarray(0, place), bytes, whole.subarray(place)]));
      },
  ),
);

const encoders: readonly ((text: string) => Buffer | string)[] = [
  gzipSync,
  deflateSync,
  (text) => Buffer.from(text, "utf16le"),
  (text) => Buffer.from(text, "utf8").toString("base64"),
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify(text),
  (text) => `[${text}]`,
];
const encoded = fc.constantFrom(...encoders).map(
  (encode): Wrap =>
    (members) =>
      unreadable(encode(writeMembers(members))),
);

/** Nesting around the 64 levels that are read; the object itself is one of them. */
const nested = fc.tuple(fc.constantFrom(1, 62, 63, 64, 65, 5000), fc.constantFrom("[]", "{}")).map(
  ([levels, kind]): Wrap =>
    (members) => {
      const value = kind === "[]" ? `${"[".repeat(levels)}${"]".repeat(levels)}` : nestedObject(levels);
      const deeper = [...members.filter(({ name }) => name !== "deep"), memberOf("deep", value)];
      const text = writeMembers(deeper);
      return levels < 64 ? readable(deeper, text) : unreadable(text);
    },
);

function nestedObject(levels: number): string {
  return `${'{"k":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;
}
