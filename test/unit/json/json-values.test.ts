import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, isJsonObject, numberOf, stringifyJson, textOf } from "../../../lib/json/json.ts";
import { anyKey, jsonText } from "../arbitraries.ts";
import { jsonValue } from "./json-value.ts";

const numbers = ["96.6716537476", "100", "96.70", "1E2", "12345678901234567890", "0.1"];
it.each(numbers)("numberOf keeps the characters of %s, and is a number where it can", (text) => {
  expect(stringifyJson({ n: numberOf(text) })).toBe(`{"n":${text}}`);
  expect(typeof numberOf(text)).toBe(/^(96\.6716537476|100|0\.1)$/.test(text) ? "number" : "object");
});

describe("canonicalJson", () => {
  it("gives one text for every order of keys and every white space", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(anyKey, jsonText), { selector: ([key]) => key }), (members) => {
        const write = (list: typeof members) =>
          `{ ${list.map(([key, value]) => `${JSON.stringify(key)} : ${value}`).join(" ,\n")} }`;
        const [forwards, backwards] = [write(members), write(members.toReversed())];
        expect(canonicalJson(jsonValue(forwards))).toBe(canonicalJson(jsonValue(backwards)));
      }),
      { numRuns: 300 },
    );
  });

  it("sorts keys at every level, writes no white space, and numbers as they came", () => {
    expect(canonicalJson(jsonValue('[{"b":[1.50, 2], "a":null}, {"d":{"f":"", "e":1}, "c":true}]'))).toBe(
      '[{"a":null,"b":[1.50,2]},{"c":true,"d":{"e":1,"f":""}}]',
    );
  });

  it("tells apart what differs in a number, a type or a level", () => {
    const texts = '1 1.0 -0 "1" null [] {} [[]] {"a":[]} {"a":{}} [1,23] [12,3]'.split(" ");
    expect(new Set(texts.map((text) => canonicalJson(jsonValue(text)))).size).toBe(texts.length);
  });
});

it.each([
  ['"a"', "a", false],
  ["12", "12", false],
  ["12.50", "12.50", false],
  ["true", undefined, false],
  ["null", undefined, false],
  ["[1]", undefined, false],
  ['{"a":1}', undefined, true],
])("textOf and isJsonObject reads %s as the text %s", (json, text, isObject) => {
  expect(textOf(jsonValue(json))).toBe(text);
  expect(isJsonObject(jsonValue(json))).toBe(isObject);
});
