import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { type Member, memberOf, type Written, writeMembers, writtenAs } from "./members.ts";
import { anyPadding } from "./paddings.ts";

/** Turns an object into bytes. */
export type Wrap = (members: readonly Member[]) => Written;

export const plain: Wrap = (members) => writtenAs(writeMembers(members), members);

/** Mostly plain. The largest are rare, because each is slow. */
export function anyWrapping(fields: readonly string[]): fc.Arbitrary<Wrap> {
  return fc.oneof(
    { arbitrary: fc.constant(plain), weight: 780 },
    { arbitrary: fc.oneof(around, broken, encoded, nested), weight: 218 },
    { arbitrary: anyPadding(fields), weight: 2 },
  );
}

/** Depends on a choice and the object's text. */
function wrapWith<Choice>(
  choices: fc.Arbitrary<Choice>,
  wrap: (choice: Choice, text: string, members: readonly Member[]) => Written | Buffer | string,
): fc.Arbitrary<Wrap> {
  return choices.map((choice) => (members) => {
    const wrapped = wrap(choice, writeMembers(members), members);
    if (typeof wrapped === "string") return writtenAs(wrapped, undefined);
    return Buffer.isBuffer(wrapped) ? { bytes: wrapped, members: undefined } : wrapped;
  });
}

/** JSON's white space (RFC 8259, section 2), and one byte order mark. */
const around = wrapWith(
  fc.tuple(
    fc.constantFrom("", "\uFEFF"),
    fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 }),
  ),
  ([mark, space], text, members) => writtenAs(`${mark}${space}${text}${space}`, members),
);

/** Not UTF-8: a stray continuation, an impossible byte, an overlong zero, a surrogate, half a character. */
const illFormed = ["80", "ff", "c080", "eda080", "c3", "f4908080"].map((hex) => Buffer.from(hex, "hex"));

const broken: fc.Arbitrary<Wrap> = fc.oneof(
  wrapWith(fc.integer({ min: 1, max: 40 }), (missing, text) => {
    const bytes = Buffer.from(text, "utf8");
    return bytes.subarray(0, Math.max(bytes.length - missing, 0));
  }),
  wrapWith(fc.constantFrom("x", "}", ",", "\u0000", "{}", "\uFEFF", "//", ";"), (more, text) => text + more),
  wrapWith(
    fc.constantFrom("\uFEFF\uFEFF", "x", "{", ")]}',\n", "\u00a0", "body="),
    (more, text) => more + text,
  ),
  wrapWith(fc.tuple(fc.nat(1000), fc.constantFrom(...illFormed)), ([anyPlace, bytes], text) => {
    const whole = Buffer.from(text, "utf8");
    const place = anyPlace % (whole.length + 1);
    return Buffer.concat([whole.subarray(0, place), bytes, whole.subarray(place)]);
  }),
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
const encoded = wrapWith(fc.constantFrom(...encoders), (encode, text) => encode(text));

/** Around the reader's 64 levels, the object included. */
const nested = wrapWith(
  fc.tuple(fc.constantFrom(1, 62, 63, 64, 65, 5000), fc.constantFrom("[]", "{}")),
  ([levels, kind], _, members) => {
    const value = kind === "[]" ? `${"[".repeat(levels)}${"]".repeat(levels)}` : nestedObject(levels);
    const deeper = [...members.filter(({ name }) => name !== "deep"), memberOf("deep", value)];
    const text = writeMembers(deeper);
    return levels < 64 ? writtenAs(text, deeper) : text;
  },
);

function nestedObject(levels: number): string {
  return `${'{"k":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;
}
