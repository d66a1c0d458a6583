import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blankMembers } from "../../../lib/json/members.ts";
import { jsonText } from "../arbitraries.ts";

const blank = (text: string, ...names: string[]) =>
  Buffer.from(blankMembers(Buffer.from(text), names)).toString();

describe("blankMembers", () => {
  it.each([
    ["an object with the same name inside", '{"a":{"a":"}"},"b":2}', '{"a":"","b":2}'],
    ["a list", '{"a":[1,{"a":2},","]}', '{"a":""}'],
    ["every one of a repeated name", '{"a":"x","b":0,"a":"y"}', '{"a":"","b":0,"a":""}'],
    ["an escaped name", '{"\\u0061":"x"}', '{"\\u0061":""}'],
    ["a text with quotes and brackets in it", '{"a":"\\"}],","b":2}', '{"a":"","b":2}'],
    ["nothing of the same name further in", '{"b":{"a":"x"},"c":["a"]}', '{"b":{"a":"x"},"c":["a"]}'],
    ["nothing that is a value", '{"b":"a","c":"\\"a\\":1"}', '{"b":"a","c":"\\"a\\":1"}'],
    ["a member in white space", '\ufeff { "a" :\t"x" ,\n"é" : 2 } \n', '\ufeff { "a" :\t"" ,\n"é" : 2 } \n'],
  ])("blanks %s and leaves every other byte", (_, before, after) => {
    expect(blank(before, "a")).toBe(after);
  });

  it("finds in any object what JSON.parse finds there, and keeps the rest byte for byte", () => {
    const given = fc.array(fc.tuple(fc.constantFrom("a", "b", "é", "a\\u0000"), jsonText), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(given, (pairs) => {
        const write = (change: (name: string, text: string) => string) =>
          `{${pairs.map(([name, text]) => `"${name}": ${change(name, text)}`).join(" , ")}}`;
        const written = write((_, text) => text);
        expect(blank(written, "a")).toBe(write((name, text) => (name === "a" ? '""' : text)));
      }),
    );
  });
});
