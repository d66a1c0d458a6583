import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, stringifyJson } from "../../lib/json.ts";
import { unescapeKeys } from "../../lib/json-keys.ts";

const read = (text: string) => {
  const reading = parseJson(Buffer.from(text, "utf8"));
  return reading.ok ? stringifyJson(reading.value) : reading.fault;
};
const keysOf = (text: string) => Object.keys(JSON.parse(read(text)));

/** Keys with everything that needs an escape, and characters that a writer may escape all the same. */
const awkwardKey = fc.string({
  unit: fc.constantFrom("\\", '"', "\n", "\u0000", "é", "/", "a", "\uE000", "\uD800"),
});

describe("keys with escapes", () => {
  it("are not read as a key of another body that came before (nodejs/node#63785)", () => {
    expect(read('{"name":"x","pr\\\\u00":1}')).toBe('{"name":"x","pr\\\\u00":1}');
    expect(read('{"name":"x","pr\\u00e9nom":96.50}')).toBe('{"name":"x","prénom":96.50}');
    expect(read('{"a":1,"k\\\\":1}')).toBe('{"a":1,"k\\\\":1}');
    expect(keysOf('{"a":1,"k\\u0000":1}')).toEqual(["a", "k\u0000"]);
  });

  it("are the same keys as without: the last of them counts", () => {
    expect(read('{"ab":1,"a\\u0062":2,"ab":3}')).toBe('{"ab":3}');
    expect(read('{"\\n":1,"\\u000a":2}')).toBe('{"\\n":2}');
  });

  it("leave what looks like a key inside a value alone", () => {
    const value = 'a "k\\u0062": 1 \\';
    expect(JSON.parse(read(JSON.stringify({ "k\n": value })))).toEqual({ "k\n": value });
  });

  it("do not make JSON of what is none", () => {
    expect(read('{"\\q":1}')).toBe("invalid_json");
    expect(read('{"a\\u00":1}')).toBe("invalid_json");
  });

  it("come back as they were, whatever was read before and however deep they are", () => {
    fc.assert(
      fc.property(fc.dictionary(awkwardKey, fc.dictionary(awkwardKey, fc.integer())), (value) => {
        // Entry by entry: the runtime's own parser, which has the fault, must not be the judge.
        const written = stringifyJson(value);
        const reading = parseJson(Buffer.from(written, "utf8"));
        expect(reading.ok && Object.entries(reading.value as object)).toEqual(Object.entries(value));
      }),
      { numRuns: 1000 },
    );
  });

  it("never reach the parser: what is left has no escape in a key", () => {
    fc.assert(
      fc.property(fc.dictionary(awkwardKey, fc.constant(1)), (value) => {
        expect(unescapeKeys(JSON.stringify(value)).text).not.toContain("\\");
      }),
    );
  });
});
