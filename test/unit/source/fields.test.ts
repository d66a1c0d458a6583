import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  identifier,
  optionalEpochSeconds,
  optionalNumber,
  optionalObject,
  optionalText,
} from "../../../lib/source/fields.ts";
import { jsonValue } from "../json/json-value.ts";

describe("identifier", () => {
  it.each([
    ['"a b"', "a b"],
    ["12", "12"],
    ["12.50", "12.50"],
    ["12345678901234567890", "12345678901234567890"],
    [`"${"x".repeat(256)}"`, "x".repeat(256)],
  ])("reads %s with its characters", (text, expected) => {
    expect(v.parse(identifier, jsonValue(text))).toBe(expected);
  });

  it.each(['""', "null", "true", "[]", "{}", '["a"]', `"${"x".repeat(257)}"`])("refuses %s", (text) => {
    expect(v.is(identifier, jsonValue(text))).toBe(false);
  });

  it("refuses an absent value", () => {
    expect(v.is(identifier, undefined)).toBe(false);
  });
});

describe("optionalText", () => {
  it.each([
    ['"a"', "a"],
    ["1.0", "1.0"],
    ['" "', " "],
    ['""', null],
    ["null", null],
    ["true", null],
    ["[]", null],
    ["{}", null],
  ])("reads %s as %s", (text, expected) => {
    expect(v.parse(optionalText, jsonValue(text))).toBe(expected);
  });

  it("reads an absent field as null", () => {
    expect(v.parse(v.object({ a: optionalText }), {})).toEqual({ a: null });
  });
});

describe("optionalNumber", () => {
  it.each([
    ["12", 12],
    ["-0.50", -0.5],
    ['"12.50"', 12.5],
    ['"1e3"', 1000],
    ["1E-2", 0.01],
    ["1e400", null],
    ['""', null],
    ['" 1"', null],
    ['"1,5"', null],
    ['"0x10"', null],
    ['"Infinity"', null],
    ['"NaN"', null],
    ['"1."', null],
    ["null", null],
    ["true", null],
    ["[1]", null],
  ])("reads %s as %s", (text, expected) => {
    expect(v.parse(optionalNumber, jsonValue(text))).toBe(expected);
  });
});

describe("optionalEpochSeconds", () => {
  it.each([
    ["0", "1970-01-01T00:00:00.000Z"],
    ["1539673100", "2018-10-16T06:58:20.000Z"],
    ['"1539673100"', "2018-10-16T06:58:20.000Z"],
    ["1539673100.5", "2018-10-16T06:58:20.500Z"],
    ["253402300799", "9999-12-31T23:59:59.000Z"],
  ])("reads %s as %s", (text, expected) => {
    expect(v.parse(optionalEpochSeconds, jsonValue(text))?.toISOString()).toBe(expected);
  });

  it.each(["-1", "253402300800", "1e400", '"2018-10-16"', '""', "null", "{}"])(
    "reads %s as no time",
    (text) => {
      expect(v.parse(optionalEpochSeconds, jsonValue(text))).toBeNull();
    },
  );
});

describe("optionalObject", () => {
  it("keeps an object of any content", () => {
    expect(v.parse(optionalObject, jsonValue('{"a":[true],"__proto__x":null}'))).toEqual({
      a: [true],
      __proto__x: null,
    });
  });

  it.each(["[]", "1.0", "1", '"{}"', "null", "false"])("reads %s as none", (text) => {
    expect(v.parse(optionalObject, jsonValue(text))).toBeNull();
  });
});
