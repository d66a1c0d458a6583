import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf, idempotencyKey, keyPart } from "../../../lib/source/idempotency-key.ts";
import { sha256Of } from "../digests.ts";
import { jsonValue } from "../json/json-value.ts";

/** Lists often differ only in where parts end. */
const shortPart = fc
  .array(fc.constantFrom("", "a", "b", "1", ":", "1:", "\ud800", "\udc00", "\ufffd", "\0"), { maxLength: 3 })
  .map((pieces) => pieces.join(""));
const shortList = fc.array(shortPart, { maxLength: 4 });

describe("idempotencyKey", () => {
  it("gives the SHA-256 of every part behind its length", () => {
    expect(idempotencyKey(["ab", "", "\ud800"])).toBe(sha256Of("2:", "ab", "0:", "", "1:", "\ud800"));
  });

  it("never gives two different lists of short, treacherous parts one key", () => {
    fc.assert(
      fc.property(shortList, shortList, (left, right) => {
        const isSame = JSON.stringify(left) === JSON.stringify(right);
        expect(idempotencyKey(left) === idempotencyKey(right)).toBe(isSame);
      }),
      { numRuns: 1000 },
    );
  });
});

it("digestOf is the key of the one text", () => {
  expect(digestOf("a:b")).toBe(idempotencyKey(["a:b"]));
});

describe("keyPart", () => {
  const part = (text: string) => keyPart(jsonValue(text));

  it("takes absent, null and empty for the same", () => {
    expect([keyPart(undefined), part("null"), part('""')]).toEqual(["", "", ""]);
  });

  it("takes a number and a text of the same characters for the same", () => {
    expect(part("1.50")).toBe(part('"1.50"'));
    expect(part("1.5")).not.toBe(part("1.50"));
  });

  it.each([
    ["[1]", '"[1]"'],
    ['{"a":1}', '"{\\"a\\":1}"'],
    ["true", '"true"'],
    ["[1]", '"json [1]"'],
    ["{}", '"json {}"'],
    ["[]", '""'],
    ["false", "null"],
  ])("tells %s from the text %s", (value, text) => {
    expect(part(value)).not.toBe(part(text));
  });

  it("counts anything else by its content, whatever the order of its keys", () => {
    expect(part('{"b":[1.0],"a":null}')).toBe(part('{ "a": null, "b": [1.0] }'));
    expect(new Set(["{}", "[]", '{"a":1}', '{"a":2}', "true", "false"].map(part)).size).toBe(6);
  });
});
