import fc from "fast-check";
import { anyText, jsonNumber, jsonText } from "../../unit/arbitraries.ts";
import { type Member, memberOf } from "./members.ts";
import { words } from "./words.ts";

/** One change to the members of an object. */
export type Change = (members: readonly Member[]) => readonly Member[];

/** Names with a meaning in JavaScript, URLs, lists, JSON or an intake. */
const oddNames = [
  ...words("__proto__ constructor prototype toString hasOwnProperty length rawJSON requestId body path"),
  ...["", "0", "42", "-1", "api_secret", "api_key", "signature", " ", "a.b", "*", "\ufeff"],
  ...words('" \\ \n \u0000 \ue000 \ue0000 \ue000\ue0000 \u2028 \ud800 \udc00\ud800 😀'),
];

/** Values that readers take differently. */
const oddValues = [
  ...words(
    '"" null true false [] {} 0 -0 -1 10 "10" 1.0 1e400 1E-400 0.1e1 12345678901234567890 96.6716537476',
  ),
  ...words('"x" "a:b" ":" "null" "OK" "\\u0000" "\\ud800" "a\\udc00" "a\\ufffd" "a\ufffd" "\ufffe" "\uffff"'),
  ...words('{"__proto__":1} {"__proto__":{"a":1}} {"rawJSON":"1"} [[]] [{}] {"length":1} ["x",{"k":null}]'),
  ...[255, 256, 257].map((length) => JSON.stringify("x".repeat(length))),
  '"credit card"',
  '"p5nrUZoltimestamp:1539673100"',
  '"session_completion"',
  '"RESOURCE_UPDATE"',
];

/** Changes an object of these fields up to `maximum` times. */
export function changesOf(
  fields: readonly string[],
  values: readonly string[],
  maximum: number,
): fc.Arbitrary<Change[]> {
  const name = fc.oneof(
    { arbitrary: fc.constantFrom(...fields), weight: 6 },
    { arbitrary: fc.constantFrom(...oddNames), weight: 2 },
    anyText,
  );
  const value = fc.oneof(
    { arbitrary: fc.constantFrom(...values), weight: 3 },
    { arbitrary: fc.constantFrom(...oddValues), weight: 3 },
    jsonNumber,
    jsonText,
  );
  const change = fc.oneof(
    { arbitrary: fc.tuple(name, value).map(([field, text]) => set(field, text)), weight: 4 },
    { arbitrary: fc.constantFrom(...fields).map(remove), weight: 2 },
    fc.tuple(name, value, fc.boolean()).map(([field, text, inFront]) => repeat(field, text, inFront)),
    fc
      .tuple(fc.oneof(name, fc.constantFrom(...fields)), fc.nat(7))
      .map(([field, place]) => escapeKey(field, place)),
    fc.constantFrom(...fields).map(respellValue),
  );
  return fc.array(change, { maxLength: maximum });
}

function set(name: string, value: string): Change {
  return (members) => {
    const rest = members.filter((member) => member.name !== name);
    return [...rest, memberOf(name, value)];
  };
}

function remove(name: string): Change {
  return (members) => members.filter((member) => member.name !== name);
}

function repeat(name: string, value: string, inFront: boolean): Change {
  const member = memberOf(name, value);
  return (members) => (inFront ? [member, ...members] : [...members, member]);
}

/** Writes one or all characters of a name as `\uXXXX`. Adds a missing name. */
function escapeKey(name: string, place: number): Change {
  const spell = (unit: string, index: number) =>
    index === place || place === 0 ? escapeUnit(unit) : JSON.stringify(unit).slice(1, -1);
  const key = `"${name.split("").map(spell).join("")}"`;
  return (members) =>
    members.some((member) => member.name === name)
      ? members.map((member) => (member.name === name ? { ...member, key } : member))
      : [...members, { name, key, value: "1" }];
}

/** The same characters: a text in escapes, a number as text, a text as number. */
function respellValue(name: string): Change {
  return (members) =>
    members.map((member) => (member.name === name ? { ...member, value: respelled(member.value) } : member));
}

function respelled(value: string): string {
  if (/^[-\d]/.test(value)) return JSON.stringify(value);
  if (!value.startsWith('"')) return value;
  const text = String(JSON.parse(value));
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? text : `"${text.split("").map(escapeUnit).join("")}"`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
