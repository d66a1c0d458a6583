import { isJsonObject, type JsonObject } from "../json/json.ts";
import type { Flag, FlagCode } from "./event.ts";
import { type FieldTable, type Keyed, valueAt } from "./fields.ts";

/**
 * Vendors add fields and values over the years, so unknown ones are no error. `original` holds them, and a flag names them.
 */
export function unknownFields({ entries }: FieldTable, body: JsonObject): Flag[] {
  const paths = Object.values(entries).map(({ path }) => path);
  return unknownNames(paths, body, "");
}

function unknownNames(paths: readonly (readonly string[])[], object: JsonObject, prefix: string): Flag[] {
  return Object.entries(object).flatMap(([name, value]): Flag[] => {
    const inside = paths.filter(([first]) => first === name).map((path) => path.slice(1));
    const field = `${prefix}${name}`;
    if (inside.length === 0) return name === "" ? [] : [{ code: "unknown_field", field }];
    if (inside.some((path) => path.length === 0)) return [];
    if (isJsonObject(value)) return unknownNames(inside, value, `${field}.`);
    return isEmpty(value) ? [] : [{ code: "unreadable_value", field }];
  });
}

/** The event has null in these fields. */
export function unreadableValues(
  { entries }: FieldTable,
  read: Readonly<Record<string, unknown>>,
  body: JsonObject,
): Flag[] {
  return Object.entries(entries)
    .filter(([key, { path }]) => path.length > 0 && read[key] === null && !isEmpty(valueAt(body, path)))
    .map(([_, { path }]) => ({ code: "unreadable_value", field: path.join(".") }));
}

export function unknownValues<Key extends string, Asked extends Key>(
  table: Keyed<Key>,
  read: Readonly<Record<Asked, string | null>>,
  ...keys: readonly Asked[]
): Flag[] {
  const isUnknown = (key: Asked) => {
    const value = read[key];
    return value !== null && value !== "" && !table.entries[key].values.includes(value);
  };
  return keys.filter(isUnknown).map((key) => flag(table, "unknown_value", key));
}

/** Flags a field by the vendor's name. */
export function flag<Key extends string>({ entries }: Keyed<Key>, code: FlagCode, key: NoInfer<Key>): Flag {
  return { code, field: entries[key].path.join(".") };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
