import fc from "fast-check";
import { expect, it } from "vitest";
import { shortenJson } from "../../../infra/inspector/shorten-json.ts";
import { stringifyJson } from "../../../lib/json/json.ts";
import { jsonText } from "../../unit/arbitraries.ts";
import { jsonValue } from "../../unit/json/json-value.ts";

it("leaves alone what fits", () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      expect(stringifyJson(shortenJson(jsonValue(text), 1e6))).toBe(text);
    }),
  );
});

it.each([
  ["one long text", JSON.stringify({ text: "x".repeat(1e6) })],
  ["many texts", JSON.stringify(Array.from({ length: 50_000 }, (_, at) => `text ${at}`))],
  [
    "many members",
    JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`m${at}`, at]))),
  ],
  ["many empty lists", `[${"[],".repeat(100_000)}[]]`],
  ["many long texts", JSON.stringify(Array.from({ length: 5000 }, () => "x".repeat(5000)))],
])("bounds %s, and says so", (_, text) => {
  const shortened = stringifyJson(shortenJson(jsonValue(text), 10_000));
  // What is left out says so in a few characters of its own.
  expect(shortened.length).toBeLessThan(10_000 * 8);
  expect(shortened).toContain("… (left out)");
});

it("never keeps half a text, and keeps what fits behind one that does not", () => {
  const value = { first: "x".repeat(50), second: "y".repeat(500), third: "z" };
  expect(shortenJson(value, 200)).toEqual({ ...value, second: "… (left out)" });
});
