import fc from "fast-check";
import { maxBodyBytes } from "../../../lib/intake/receive.ts";
import { type Member, memberOf, type Written, writeMembers, writtenAs } from "./members.ts";

/** Fills a body up to this many bytes, or to just below. */
type Pad = (field: string, size: number) => (members: readonly Member[]) => Written;

/** Sizes around the limit, and a merely large one. */
const sizes = [100_000, ...[-1, 0, 1, 4000].map((more) => maxBodyBytes + more)];

/** Bodies near the maximum, of the slowest and fastest growing parts. */
export function anyPadding(fields: readonly string[]): fc.Arbitrary<ReturnType<Pad>> {
  return fc
    .tuple(fc.constantFrom(...pads), fc.constantFrom(...fields, "padding"), fc.constantFrom(...sizes))
    .map(([pad, field, size]) => pad(field, size));
}

/** An endless text with a quote at every second place. */
const unterminated: Pad = (_, size) => (members) => {
  const start = `${writeMembers(members).slice(0, -1)},"`;
  const more = Math.max(0, Math.floor((size - Buffer.byteLength(start)) / 2));
  return writtenAs(`${start}${'\\"'.repeat(more)}`, undefined);
};

const pads: readonly Pad[] = [
  (_, size) => (members) => fill(members, () => members, size),
  // U+FFFE takes six bytes in a message. U+E000 stands for keys that need an escape.
  ...["x", "1", "\uFFFE", "\uE000", "\\u0000", '\\"'].map((unit) =>
    padWith((space) => `"${unit.repeat(space / Buffer.byteLength(unit))}"`),
  ),
  padWith((space) => "1".repeat(space)),
  padWith((space) => `0.${"1".repeat(space)}`),
  padWith((space) => `[${"1.0,".repeat(space / 4 - 1)}1.0]`),
  padWithMembers((digits) => `k${digits}`),
  padWithMembers((digits) => `\n${digits}`),
  unterminated,
];

/** One field's value takes about this many bytes. */
function padWith(value: (space: number) => string): Pad {
  return (field, size) => (members) => {
    const others = members.filter(({ name }) => name !== field);
    return fill(others, (space) => [...others, memberOf(field, value(space))], size);
  };
}

/** As many unknown fields as fit. The reader flags every one. */
function padWithMembers(nameOf: (digits: string) => string): Pad {
  const bytes = JSON.stringify(nameOf("0000")).length + ":1,".length;
  const memberAt = (index: number) => memberOf(nameOf(index.toString(36).padStart(4, "0")), "1");
  return (_, size) => (members) => {
    const more = (space: number) =>
      Array.from({ length: Math.floor(space / bytes) }, (_unused, index) => memberAt(index));
    return fill(members, (space) => [...members, ...more(space)], size);
  };
}

/** White space behind the object fills the rest. */
function fill(members: readonly Member[], pad: (space: number) => readonly Member[], size: number): Written {
  const padded = pad(Math.max(4, size - Buffer.byteLength(writeMembers(members)) - 300));
  const written = writeMembers(padded);
  const rest = Math.max(0, size - Buffer.byteLength(written));
  return writtenAs(`${written}${" ".repeat(rest)}`, padded);
}
