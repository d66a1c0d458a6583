import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, stringifyJson } from "../../../lib/json/json.ts";
import { unescapeKeys } from "../../../lib/json/keys.ts";
import { jsonValue } from "./json-value.ts";

const read = (text: string) => {
  const reading = parseJson(Buffer.from(text, "utf8"));
  return reading.ok ? stringifyJson(reading.value) : reading.fault;
};
const keysOf = (text: string) => Object.keys(JSON.parse(read(text)));

/** Keys that need escapes, and characters that a writer may escape. */
const awkwardKey = fc.string({
  unit: fc.constantFrom("\\", '"', "\n", "\u0000", ":", ",", "é", "a", "0", "\uE000", "\uD800", "\uDC00"),
});
const escaped = (text: string) =>
  text.replaceAll(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

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
    const [plain, written] = ["\uE000a", escaped("\uE000a")];
    expect(read(`{"${plain}":1,"${written}":2,"${plain}":3}`)).toBe(`{"${plain}":3}`);
    expect(read(`{"${written}":1,"${plain}":2,"${written}":3}`)).toBe(`{"${plain}":3}`);
  });

  const oddKeys = ["\uE000", "\uE0000", "\uE000\uE0000", "\uE0000a00", "\uE000000a", "\ud800", "\ud800\n"];
  it.each(oddKeys)("are not mixed up with a key of private use or half a character: %j", (key) => {
    for (const written of [JSON.stringify(key), `"${escaped(key)}"`])
      expect(Object.entries(jsonValue(`{"\\n":1,"\\ud801\\n":2,${written}:3,"\\n\\n":4}`) ?? {})).toEqual([
        ["\n", 1],
        ["\ud801\n", 2],
        [key, 3],
        ["\n\n", 4],
      ]);
  });

  // The parser reads a stranger's body before the signature. It takes a tenth of a second, or one while
  // the mutation test counts its branches. Some of these took 30.
  it.each([
    ["private use", JSON.stringify({ a: "\uE000".repeat(80_000), "\n": 1 })],
    ["quotes in a string without an end", `"${'\\"'.repeat(120_000)}`],
    ["quotes behind a key without an end", `{"a":1,"${'\\"'.repeat(120_000)}`],
    ["backslashes", `"${"\\".repeat(240_001)}`],
    ["white space behind a key", `{"\\n"${" ".repeat(240_000)}:1}`],
    ["keys", `{${Array.from({ length: 20_000 }, (_, index) => `"\\n${index}":0`).join(",")}}`],
  ])("are read within five seconds of computing, however many a body has of %s", (_, text) => {
    const start = process.threadCpuUsage();
    read(text);
    expect(process.threadCpuUsage(start).user).toBeLessThan(5_000_000);
  });

  it("leave what looks like a key inside a value alone, and make no JSON of what is none", () => {
    const value = 'a "k\\u0062": 1 \\';
    expect(JSON.parse(read(JSON.stringify({ "k\n": value })))).toEqual({ "k\n": value });
    for (const text of ['{"\\q":1}', '{"a\\u00":1}']) expect(read(text)).toBe("invalid_json");
  });

  it("come back as they were, whatever was read before and however deep they are", () => {
    fc.assert(
      fc.property(fc.dictionary(awkwardKey, fc.dictionary(awkwardKey, fc.integer())), (value) => {
        // The runtime's own parser has the fault, so it must not judge.
        const written = stringifyJson(value);
        const reading = parseJson(Buffer.from(written, "utf8"));
        expect(reading.ok && Object.entries(reading.value as object)).toEqual(Object.entries(value));
      }),
      { numRuns: 1000 },
    );
  });

  it("come back as they were, whichever of their characters were escaped", () => {
    const key = fc.tuple(awkwardKey, fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(fc.uniqueArray(key, { selector: ([name]) => name }), (keys) => {
        const members = keys.map(([name, isEscaped], index) => {
          const written = isEscaped ? `"${escaped(name)}"` : JSON.stringify(name);
          return `${written} : ${index}`;
        });
        const entries = Object.entries(jsonValue(`{${members.join()}}`) ?? {});
        expect(new Map(entries)).toEqual(new Map(keys.map(([name], index) => [name, index])));
      }),
      { numRuns: 1000 },
    );
  });

  it("never reach the parser: what is left has no escape in a key", () => {
    fc.assert(
      fc.property(fc.dictionary(awkwardKey, fc.constantFrom(1, "", "x", ":")), (value) => {
        expect(unescapeKeys(JSON.stringify(value)).text).not.toContain("\\");
      }),
      { numRuns: 1000 },
    );
  });
});
