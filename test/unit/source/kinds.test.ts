import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  dateOf,
  identifier,
  type Kind,
  optionalBoolean,
  optionalIsoTime,
  optionalList,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalUnixTime,
} from "../../../lib/source/kinds.ts";
import { jsonValue } from "../json/json-value.ts";

const reading = ({ read }: Kind<unknown>, text: string) => v.parse(read, jsonValue(text));

describe("identifier", () => {
  it.each([
    ['"a b"', "a b"],
    ["12", "12"],
    ["12.50", "12.50"],
    ["12345678901234567890", "12345678901234567890"],
    [`"${"x".repeat(256)}"`, "x".repeat(256)],
  ])("reads %s with its characters", (text, expected) => {
    expect(reading(identifier, text)).toBe(expected);
  });

  it.each(['""', "null", "true", "[]", "{}", '["a"]', `"${"x".repeat(257)}"`])("refuses %s", (text) => {
    expect(v.is(identifier.read, jsonValue(text))).toBe(false);
  });

  it("refuses an absent value", () => {
    expect(v.is(identifier.read, undefined)).toBe(false);
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
    expect(reading(optionalText, text)).toBe(expected);
  });

  it("reads an absent field as null", () => {
    expect(v.parse(v.object({ a: optionalText.read }), {})).toEqual({ a: null });
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
    expect(reading(optionalNumber, text)).toBe(expected);
  });
});

describe("optionalUnixTime", () => {
  it.each([
    ["0", "1970-01-01T00:00:00.000Z"],
    ["1539673100", "2018-10-16T06:58:20.000Z"],
    ['"1539673100"', "2018-10-16T06:58:20.000Z"],
    ["1539673100.5", "2018-10-16T06:58:20.500Z"],
    ["253402300799", "9999-12-31T23:59:59.000Z"],
  ])("reads %s as %s", (text, expected) => {
    expect(reading(optionalUnixTime, text)).toBe(expected);
  });

  it.each(["-1", "253402300800", "1e400", '"2018-10-16"', '""', "null", "{}"])(
    "reads %s as no time",
    (text) => {
      expect(reading(optionalUnixTime, text)).toBeNull();
    },
  );
});

describe("optionalIsoTime", () => {
  it.each([
    ['"2024-07-10T12:49:09Z"', "2024-07-10T12:49:09.000Z"],
    ['"2024-07-10T12:49:09.5+02:00"', "2024-07-10T10:49:09.500Z"],
    ['"9999-12-31T23:59:59Z"', "9999-12-31T23:59:59.000Z"],
  ])("reads %s as %s", (text, expected) => {
    expect(reading(optionalIsoTime, text)).toBe(expected);
  });

  it.each([
    '"2024-07-10"',
    '"2024-07-10T12:49:09"',
    '"9999-12-31T23:59:59-01:00"',
    '"0000-01-01T00:00:00+01:00"',
    '"yesterday"',
    "1720615749",
    '""',
    "null",
    "{}",
  ])("reads %s as no time", (text) => {
    expect(reading(optionalIsoTime, text)).toBeNull();
  });

  it("reads an absent field as null", () => {
    expect(v.parse(v.object({ a: optionalIsoTime.read }), {})).toEqual({ a: null });
  });
});

describe("dateOf", () => {
  it("is the moment of a time, and none of none", () => {
    expect(dateOf("2024-07-10T10:49:09.500Z")).toEqual(new Date(Date.UTC(2024, 6, 10, 10, 49, 9, 500)));
    expect(dateOf(null)).toBeUndefined();
  });
});

describe("optionalObject", () => {
  it("keeps an object of any content", () => {
    expect(reading(optionalObject, '{"a":[true],"__proto__x":null}')).toEqual({
      a: [true],
      __proto__x: null,
    });
  });

  it.each(["[]", "1.0", "1", '"{}"', "null", "false"])("reads %s as none", (text) => {
    expect(reading(optionalObject, text)).toBeNull();
  });
});

describe("optionalBoolean", () => {
  it.each([
    ["true", true],
    ["false", false],
    ['"true"', true],
    ['"false"', false],
    ['"yes"', null],
    ["1", null],
    ["null", null],
    ["{}", null],
  ])("reads %s as %s", (text, expected) => {
    expect(reading(optionalBoolean, text)).toBe(expected);
  });
});

describe("optionalList", () => {
  it.each([
    ['["a",1.0]', ["a", "1.0"]],
    ["[]", []],
    ['["a",{}]', null],
    ['"a"', null],
    ["{}", null],
    ["null", null],
  ])("reads %s as %j", (text, expected) => {
    expect(reading(optionalList(identifier), text)).toEqual(expected);
  });
});
