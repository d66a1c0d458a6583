import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, stringifyJson } from "../../../lib/json/json.ts";
import { anyKey, anyText, jsonText, nearlyJson } from "../arbitraries.ts";
import { jsonValue } from "./json-value.ts";

const read = (text: string) => parseJson(Buffer.from(text, "utf8"));

/** Asks the runtime's own parser. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("parseJson", () => {
  it("reads any bytes without throwing, and calls what is no UTF-8 by its name", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const reading = parseJson(bytes);
        expect(!reading.ok && reading.fault === "invalid_utf8").toBe(!isUtf8(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it("accepts exactly what the runtime's own parser accepts", () => {
    const examples = ["", "\uFEFF\uFEFF1", "{} // a", "{“a”:1}", "1 2", "01"].map((text): [string] => [text]);
    fc.assert(
      fc.property(fc.oneof(nearlyJson, jsonText), (text) => {
        const expected = isJson(text) ? { ok: true } : { ok: false, fault: "invalid_json" };
        expect(read(text)).toMatchObject(expected);
      }),
      { numRuns: 1000, examples },
    );
  });

  it.each([
    ["a byte order mark", "\uFEFF[1.0]", "[1.0]"],
    ["white space of all four kinds", ' {\t"a" :\r1.0 ,\n"b": [ ] } ', '{"a":1.0,"b":[]}'],
    ["the last of a repeated key", '{"a":1.0,"a":{"a":2.00},"a":3.000}', '{"a":3.000}'],
    ["a key named like the prototype", '{"__proto__":1.0,"a":2}', '{"__proto__":1.0,"a":2}'],
    ["an object that looks like a kept number", '{"rawJSON":"1.0"}', '{"rawJSON":"1.0"}'],
  ])("reads %s", (_, text, written) => {
    expect(stringifyJson(jsonValue(text))).toBe(written);
  });

  it("reads 64 levels, refuses 65 and survives a hundred thousand", () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(read(nested(64)).ok).toBe(true);
    expect(read(nested(65))).toEqual({ ok: false, fault: "too_deep" });
    expect(read('{"a":'.repeat(100_000))).toEqual({ ok: false, fault: "too_deep" });
  });

  it.each(["[]", "{}", "[{}]", '{"a":[]}'])("counts levels, not how often there is a %s", (item) => {
    expect(read(`[${Array(200).fill(item).join(",")}]`).ok).toBe(true);
  });

  it("counts no brackets inside strings", () => {
    expect(read(`["${"[{".repeat(100)}","\\"${"[".repeat(100)}"]`).ok).toBe(true);
  });
});

describe("stringifyJson", () => {
  it("writes back every character of what was read", () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const value = jsonValue(text);
        expect(stringifyJson(value)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes no character that SQS refuses, and still the same value", () => {
    // SendMessage: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.
    const accepted = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
    fc.assert(
      fc.property(fc.dictionary(anyKey, fc.array(anyText)), (value) => {
        const written = stringifyJson(value);
        expect(written).toMatch(accepted);
        expect(JSON.parse(written)).toEqual({ ...value });
      }),
      { numRuns: 1000 },
    );
  });
});
