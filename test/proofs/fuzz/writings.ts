import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { maxBodyBytes } from "../../../lib/intake/receive.ts";
import { type Member, memberOf, type Written, writeMembers, writtenAs } from "./members.ts";

/** Turns an object into bytes. */
export type Writing = (members: readonly Member[]) => Written;

export const plain: Writing = (members) => writtenAs(writeMembers(members), members);

/** Mostly plain. The largest are rare, because each is slow. */
export function anyWriting(fields: readonly string[]): fc.Arbitrary<Writing> {
  const large = fc.tuple(fc.constantFrom(...fields, "padding"), fc.constantFrom(...sizes));
  return fc.oneof(
    { arbitrary: fc.constant(plain), weight: 780 },
    { arbitrary: fc.oneof(spaced, nested, vary(strangeTexts, fc.nat(1000))), weight: 218 },
    { arbitrary: vary(paddings, large), weight: 2 },
  );
}

type Choosing<Choice> = (members: readonly Member[], choice: Choice) => Written | Buffer | string;

/** What is no `Written` is no JSON object any more. */
function vary<Choice>(
  writings: readonly Choosing<Choice>[],
  choices: fc.Arbitrary<Choice>,
): fc.Arbitrary<Writing> {
  return fc.tuple(fc.constantFrom(...writings), choices).map(([write, choice]) => (members) => {
    const written = write(members, choice);
    if (typeof written === "string") return writtenAs(written, undefined);
    return Buffer.isBuffer(written) ? { bytes: written, members: undefined } : written;
  });
}

/** JSON's white space (RFC 8259, section 2), and one byte order mark. */
const spaced = vary(
  [(members, [mark = "", space]) => writtenAs(`${mark}${space}${writeMembers(members)}${space}`, members)],
  fc.tuple(fc.constantFrom("", "\uFEFF"), fc.constantFrom("", " ", "\n\t", "\r\n ")),
);

/** Around the reader's 64 levels, the object included. */
const nested = vary(
  [
    (members, levels) => nest(members, levels, `${"[".repeat(levels)}${"]".repeat(levels)}`),
    (members, levels) => nest(members, levels, `${'{"k":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`),
  ],
  fc.constantFrom(1, 62, 63, 64, 65, 5000),
);

function nest(members: readonly Member[], levels: number, value: string): Written {
  const deeper = [...members.filter(({ name }) => name !== "deep"), memberOf("deep", value)];
  return writtenAs(writeMembers(deeper), levels < 64 ? deeper : undefined);
}

/** Not UTF-8: a stray continuation, an impossible byte, an overlong zero, a surrogate, half a character. */
const illFormed = ["80", "ff", "c080", "eda080", "c3", "f4908080"].map((hex) => Buffer.from(hex, "hex"));
const behind = ["x", "}", ",", "\u0000", "{}", "\uFEFF", "//", ";"];
const inFront = ["\uFEFF\uFEFF", "x", "{", ")]}',\n", "\u00a0", "body="];

/** No JSON object any more. A number chooses the place and the text. */
const strangeTexts: readonly Choosing<number>[] = [
  (members, choice) => Buffer.from(writeMembers(members)).subarray(0, -1 - (choice % 40)),
  (members, choice) => writeMembers(members) + behind[choice % behind.length],
  (members, choice) => inFront[choice % inFront.length] + writeMembers(members),
  (members, choice) => {
    const whole = Buffer.from(writeMembers(members));
    const place = choice % (whole.length + 1);
    const bytes = illFormed[choice % illFormed.length] ?? Buffer.of();
    return Buffer.concat([whole.subarray(0, place), bytes, whole.subarray(place)]);
  },
  (members) => gzipSync(writeMembers(members)),
  (members) => deflateSync(writeMembers(members)),
  (members) => Buffer.from(writeMembers(members), "utf16le"),
  (members) => Buffer.from(writeMembers(members)).toString("base64"),
  (members) => encodeURIComponent(writeMembers(members)),
  (members) => JSON.stringify(writeMembers(members)),
  (members) => `[${writeMembers(members)}]`,
];

/** Sizes around the limit, and a merely large one. */
const sizes = [100_000, ...[-1, 0, 1, 4000].map((more) => maxBodyBytes + more)];

/** One field's value of about this many bytes: the slowest and the fastest growing. */
const longValues: readonly ((bytes: number) => string)[] = [
  (bytes) => `"${"x".repeat(bytes)}"`,
  // Three bytes that take six in a message.
  (bytes) => `"${"\uFFFE".repeat(bytes / 3)}"`,
  // It stands for keys that need an escape.
  (bytes) => `"${"\uE000".repeat(bytes / 3)}"`,
  (bytes) => `"${"\\u0000".repeat(bytes / 6)}"`,
  (bytes) => `"${'\\"'.repeat(bytes / 2)}"`,
  (bytes) => `"${"1".repeat(bytes)}"`,
  (bytes) => "1".repeat(bytes),
  (bytes) => `0.${"1".repeat(bytes)}`,
  (bytes) => `[${"1.0,".repeat(bytes / 4)}1.0]`,
];

/** Fills a body up to a size, or to just below. */
const paddings: readonly Choosing<[field: string, size: number]>[] = [
  (members, [, size]) => fill(members, size),
  ...longValues.map((value): Choosing<[string, number]> => (members, [field, size]) => {
    const others = members.filter(({ name }) => name !== field);
    return fill([...others, memberOf(field, value(spaceIn(others, size)))], size);
  }),
  // The reader flags every unknown field.
  ...["k", "\n"].map((letter): Choosing<[string, number]> => (members, [, size]) => {
    const memberAt = (index: number) => memberOf(letter + index.toString(36).padStart(4, "0"), "1");
    const bytes = writeMembers([memberAt(0)]).length;
    const more = Array.from({ length: spaceIn(members, size) / bytes }, (_, index) => memberAt(index));
    return fill([...members, ...more], size);
  }),
  // An endless text with a quote at every second place.
  (members, [, size]) => `${writeMembers(members).slice(0, -1)},"${'\\"'.repeat(spaceIn(members, size) / 2)}`,
];

function spaceIn(members: readonly Member[], size: number): number {
  return Math.max(4, size - Buffer.byteLength(writeMembers(members)) - 300);
}

/** White space behind the object fills the rest. */
function fill(members: readonly Member[], size: number): Written {
  const written = writeMembers(members);
  const rest = Math.max(0, size - Buffer.byteLength(written));
  return writtenAs(`${written}${" ".repeat(rest)}`, members);
}
