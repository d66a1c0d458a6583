import fc from "fast-check";
import { maxBodyBytes } from "../../../lib/intake/receive.ts";
import { type Member, memberOf, writeMembers } from "./members.ts";
import { unreadable, type Wrap, type Wrapped } from "./wrapped.ts";

/** Fills a body up to this many bytes; what cannot be filled to the byte stays below. */
type Pad = (members: readonly Member[], field: string, size: number) => Wrapped;

/** Sizes around the limit, and one that is merely large. */
const sizes = [100_000, maxBodyBytes - 1, maxBodyBytes, maxBodyBytes + 1, maxBodyBytes + 4000];

/** Bodies as large as they may be, and a little larger, made of what takes longest or grows most on its way. */
export function anyPadding(fields: readonly string[]): fc.Arbitrary<Wrap> {
  return fc
    .record({
      pad: fc.constantFrom(...pads),
      field: fc.constantFrom(...fields, "padding"),
      size: fc.constantFrom(...sizes),
    })
    .map(
      ({ pad, field, size }): Wrap =>
        (members) =>
          pad(members, field, size),
    );
}

const pads: readonly Pad[] = [
  (members, _, size) =>
    fill(members, (space) => ({ members, text: `${writeMembers(members)}${" ".repeat(space)}` }), size),
  padWith((space) => text("x", space)),
  // Three bytes that take six in a message.
  padWith((space) => text("\uFFFE", space / 3)),
  // What stands in for keys that need an escape.
  padWith((space) => text("\uE000", space / 3)),
  padWith((space) => text("\\u0000", space / 6)),
  padWith((space) => text('\\"', space / 2)),
  padWith((space) => "1".repeat(space)),
  padWith((space) => `0.${"1".repeat(space)}`),
  padWith((space) => text("1", space)),
  padWith(
    (space) =>
      `[${Array(Math.floor(space / 4))
        .fill("1.0")
        .join(",")}]`,
  ),
  padWithMembers((digits) => `k${digits}`),
  padWithMembers((digits) => `\n${digits}`),
  unterminated,
];

function text(unit: string, times: number): string {
  return `"${unit.repeat(Math.floor(times))}"`;
}

/** One field with a value that takes about so many bytes. */
function padWith(value: (space: number) => string): Pad {
  return (members, field, size) => {
    const others = members.filter(({ name }) => name !== field);
    const write = (space: number) => {
      const padded = [...others, memberOf(field, value(space))];
      return { members: padded, text: writeMembers(padded) };
    };
    return fill(others, write, size);
  };
}

/** As many fields as there is room for, each of them one that no vendor has: every one is flagged. */
function padWithMembers(nameOf: (digits: string) => string): Pad {
  return (members, _, size) => {
    const bytes = JSON.stringify(nameOf("0000")).length + ":1,".length;
    const write = (space: number) => {
      const names = Array.from({ length: Math.floor(space / bytes) }, (_unused, index) =>
        nameOf(index.toString(36).padStart(4, "0")),
      );
      const padded = [...members, ...names.map((name) => memberOf(name, "1"))];
      return { members: padded, text: writeMembers(padded) };
    };
    return fill(members, write, size);
  };
}

/** A text that never ends, with a quote at every second place where it could have. */
function unterminated(members: readonly Member[], _: string, size: number): Wrapped {
  const start = `${writeMembers(members).slice(0, -1)},"`;
  const more = Math.max(0, Math.floor((size - Buffer.byteLength(start)) / 2));
  return unreadable(`${start}${'\\"'.repeat(more)}`);
}

function fill(
  members: readonly Member[],
  write: (space: number) => { readonly members: readonly Member[]; readonly text: string },
  size: number,
): Wrapped {
  const { members: padded, text: written } = write(
    Math.max(0, size - Buffer.byteLength(writeMembers(members)) - 300),
  );
  // White space behind the object makes up the rest.
  const rest = Math.max(0, size - Buffer.byteLength(written));
  return { bytes: Buffer.from(`${written}${" ".repeat(rest)}`, "utf8"), members: padded };
}
