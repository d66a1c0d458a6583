import * as v from "valibot";
import { expect, it } from "vitest";
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

const kinds = {
  identifier,
  optionalText,
  optionalNumber,
  optionalBoolean,
  optionalUnixTime,
  optionalIsoTime,
  optionalObject,
  optionalList: optionalList(identifier),
} satisfies Readonly<Record<string, Kind<unknown>>>;
const optional = Object.entries(kinds).filter(([name]) => name !== "identifier");

const long = "x".repeat(256);
const digits = "12345678901234567890";

it.each<[keyof typeof kinds, Readonly<Record<string, unknown>>]>([
  ["identifier", { '"a b"': "a b", "12": "12", "12.50": "12.50", [digits]: digits, [`"${long}"`]: long }],
  ["optionalText", { '"a"': "a", "1.0": "1.0", '" "': " ", true: null, "[]": null, "{}": null }],
  ["optionalNumber", { "12": 12, "-0.50": -0.5, '"12.50"': 12.5, '"1e3"': 1000, "1E-2": 0.01 }],
  ["optionalNumber", { '" 1"': null, '"1,5"': null, '"0x10"': null, '"1."': null, true: null, "[1]": null }],
  ["optionalNumber", { "1e400": null, '"Infinity"': null, '"NaN"': null }],
  ["optionalBoolean", { true: true, false: false, '"true"': true, '"false"': false, '"y"': null, "1": null }],
  ["optionalUnixTime", { "0": "1970-01-01T00:00:00.000Z", "1539673100": "2018-10-16T06:58:20.000Z" }],
  ["optionalUnixTime", { '"1539673100"': "2018-10-16T06:58:20.000Z" }],
  ["optionalUnixTime", { "1539673100.5": "2018-10-16T06:58:20.500Z", "-1": null, "1e400": null }],
  ["optionalUnixTime", { "253402300799": "9999-12-31T23:59:59.000Z", "253402300800": null }],
  ["optionalUnixTime", { '"2018-10-16"': null, "{}": null }],
  ["optionalIsoTime", { '"2024-07-10T12:49:09Z"': "2024-07-10T12:49:09.000Z", '"2024-07-10"': null }],
  ["optionalIsoTime", { '"2024-07-10T12:49:09.5+02:00"': "2024-07-10T10:49:09.500Z" }],
  ["optionalIsoTime", { '"9999-12-31T23:59:59Z"': "9999-12-31T23:59:59.000Z" }],
  // A zone moves these out of the four-digit years.
  ["optionalIsoTime", { '"9999-12-31T23:59:59-01:00"': null, '"0000-01-01T00:00:00+01:00"': null }],
  ["optionalIsoTime", { '"2024-07-10T12:49:09"': null, '"yesterday"': null, "1720615749": null, "{}": null }],
  ["optionalObject", { '{"a":[true],"__proto__x":null}': { a: [true], __proto__x: null } }],
  ["optionalObject", { "[]": null, "1.0": null, "1": null, '"{}"': null, false: null }],
  ["optionalList", { '["a",1.0]': ["a", "1.0"], "[]": [], '["a",{}]': null, '"a"': null, "{}": null }],
])("%s reads %j", (name, values) => {
  for (const [json, value] of Object.entries(values))
    expect(v.parse(kinds[name].read, jsonValue(json)), json).toEqual(value);
});

it.each(optional)("%s reads null, an empty text and an absent field as null", (_, { read }) => {
  const schema = v.object({ a: read });
  for (const json of ['{"a":null}', '{"a":""}', "{}"])
    expect(v.parse(schema, jsonValue(json))).toEqual({ a: null });
});

it("identifier refuses all that cannot distinguish a notification", () => {
  for (const json of ['""', "null", "true", "[]", "{}", '["a"]', `"${long}x"`])
    expect(v.is(identifier.read, jsonValue(json)), json).toBe(false);
  expect(v.is(identifier.read, undefined)).toBe(false);
});

it("dateOf is the moment of a time, and none of none", () => {
  expect(dateOf("2024-07-10T10:49:09.500Z")).toEqual(new Date(Date.UTC(2024, 6, 10, 10, 49, 9, 500)));
  expect(dateOf(null)).toBeUndefined();
});
