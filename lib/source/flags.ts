import type { JsonObject } from "../json/json.ts";
import type { Flag } from "./event.ts";

/**
 * Every vendor has added fields and values over the years, so nothing unknown is an error: it is carried through in
 * `original` and named here.
 */
export function unknownFields(known: readonly string[], body: JsonObject): Flag[] {
  return Object.keys(body)
    .filter((field) => field !== "" && !known.includes(field))
    .map((field) => ({ code: "unknown_field", field }));
}

/** A field that holds something, but nothing of the type that the vendor publishes; its typed part is null. */
export function unreadableValues(parsed: Readonly<Record<string, unknown>>, body: JsonObject): Flag[] {
  return Object.keys(parsed)
    .filter((field) => parsed[field] === null && !isEmpty(body[field]))
    .map((field) => ({ code: "unreadable_value", field }));
}

/** A value outside the published ones. */
export function unknownValue(field: string, value: string | null, known: readonly string[]): Flag[] {
  return value === null || value === "" || known.includes(value) ? [] : [{ code: "unknown_value", field }];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
