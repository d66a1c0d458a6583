import * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import type { Kind } from "./kinds.ts";

/** One field of an event, and where it comes from. */
export interface Field<Read, Published> {
  /** The way to it in the vendor's body. Empty for what the vendor's `payload` computes. */
  readonly path: readonly string[];
  /** Undefined for what is computed. */
  readonly read: v.GenericSchema<unknown, Read> | undefined;
  /** Undefined for what is read, but not published. */
  readonly published: (() => v.GenericSchema<Published>) | undefined;
  /** What it means, for the published contract. */
  readonly text: string;
  /** The vendor's published values. Empty where any value will do. */
  readonly values: readonly string[];
}

export type Fields = Readonly<Record<string, Field<unknown, unknown>>>;

/** What is read of a body, by our names. */
export type ReadOf<Entries extends Fields> = {
  [Key in keyof Entries as Entries[Key] extends Field<never, unknown>
    ? never
    : Key]: Entries[Key] extends Field<infer Read, unknown> ? Read : never;
};

/** What an event holds of it. */
export type PublishedOf<Entries extends Fields> = {
  [Key in keyof Entries as Entries[Key] extends Field<unknown, never>
    ? never
    : Key]: Entries[Key] extends Field<unknown, infer Published> ? Published : never;
};

/** A vendor's fields, each said once. */
export interface FieldTable<Entries extends Fields = Fields> {
  readonly entries: Entries;
  /** Reads a body. */
  readonly body: v.GenericSchema<unknown, ReadOf<Entries>>;
  /** Reads `{ body }`: the `payload` of a vendor that computes nothing. */
  readonly payload: v.GenericSchema<unknown, ReadOf<Entries>>;
  /** Checks an event's `notification`, and says what each field means. */
  readonly notification: () => v.GenericSchema<PublishedOf<Entries>>;
}

/** The fields that a function is told by their keys. */
export interface Keyed<Key extends string> {
  readonly entries: Readonly<Record<Key, Field<unknown, unknown>>>;
}

/**
 * A field of the vendor's body.
 * @param name The vendor's name; dots lead into objects, as in `payload.object.id`.
 * @param text What it means, as a sentence.
 * @param values The published values. `unknownValues` flags any other.
 */
export function from<Read extends Published, Published>(
  name: string,
  { read, published }: Kind<Read, Published>,
  text: string,
  values: readonly string[] = [],
): Field<Read, Published> {
  return { path: name.split("."), read, published, text, values };
}

/** A field of the vendor's body that is read, but is no part of the event. */
export function unpublished<Read>(name: string, { read }: Kind<Read, unknown>): Field<Read, never> {
  return { path: name.split("."), read, published: undefined, text: "", values: [] };
}

/** A field of the event that the vendor's `payload` makes of others. */
export function computed<Published>(
  published: () => v.GenericSchema<Published>,
  text: string,
): Field<never, Published> {
  return { path: [], read: undefined, published, text, values: [] };
}

/** The table of a vendor's fields, in the order that they have in an event. */
export function fields<const Entries extends Fields>(entries: Entries): FieldTable<Entries> {
  const body = nestedSchema(
    Object.entries(entries).flatMap(([key, { path, read }]) => (read ? [{ key, path, read }] : [])),
  );
  const payload = v.pipe(
    v.object({ body }),
    v.transform((input) => input.body),
  );
  const notification = () => notificationSchema(entries);
  // TypeScript loses the keys in Object.entries and Object.fromEntries. Both schemas have each key with its own schema.
  return { entries, body, payload, notification } as FieldTable<Entries>;
}

interface Member {
  readonly key: string;
  readonly path: readonly string[];
  readonly read: v.GenericSchema;
}

/** Reads objects within objects, as the paths have them, into one object. */
function nestedSchema(members: readonly Member[]): v.GenericSchema<unknown, Record<string, unknown>> {
  const groups = [...Map.groupBy(members, ({ path: [name = ""] }) => name)];
  const schemas = groups.map(([name, inside]) => [name, schemaOf(inside)] as const);
  return v.pipe(
    v.object(Object.fromEntries(schemas)),
    v.transform((object) => {
      const parts = groups.map(([name, [first]]) =>
        first?.path.length === 1 ? { [first.key]: object[name] } : object[name],
      );
      return Object.assign({}, ...parts);
    }),
  );
}

/** Of one field, or of the object around several. One that is absent, or no object, has no fields. */
function schemaOf(members: readonly Member[]): v.GenericSchema {
  const [first] = members;
  if (first?.path.length === 1) return first.read;
  const inner = nestedSchema(members.map((member) => ({ ...member, path: member.path.slice(1) })));
  const object = v.transform((value: unknown) => (isJsonObject(value) ? value : {}));
  return v.optional(v.pipe(v.unknown(), object, inner), {});
}

/**
 * The kind of an object with fields of its own. What is read of it is what is published.
 * @throws TypeError for a table with a field that is computed or unpublished.
 */
export function objectOf<Entries extends Fields>(
  table: FieldTable<Entries>,
): Kind<ReadOf<Entries>, PublishedOf<Entries>> {
  if (Object.values(table.entries).some(({ read, published }) => !read || !published))
    throw new TypeError("an object within an event has no computed and no unpublished fields");
  return {
    // `v.object` takes a list for an object of nothing.
    read: v.pipe(v.custom<unknown>(isJsonObject), table.body),
    published: table.notification,
  };
}

/** What a body holds under a path. */
export function valueAt(body: JsonObject, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, name) => (isJsonObject(value) ? value[name] : undefined),
    body,
  );
}

/** What an event holds of what was read, by our names. */
export function publish({ entries }: FieldTable, read: Readonly<Record<string, unknown>>) {
  const published = Object.keys(entries).filter((key) => entries[key]?.published !== undefined);
  return Object.fromEntries(published.map((key) => [key, read[key]]));
}

function notificationSchema(entries: Fields): v.GenericSchema {
  const members = Object.entries(entries).flatMap(([key, field]) =>
    field.published ? [[key, v.pipe(field.published(), v.description(describe(field)))] as const] : [],
  );
  return v.object(Object.fromEntries(members));
}

function describe({ path, text, values }: Field<unknown, unknown>): string {
  const name = path.length > 0 ? `\`${path.join(".")}\`: ` : "";
  const [last = "", ...others] = values.toReversed();
  const published = others.length > 0 ? `${others.reverse().join(", ")} and ${last}` : last;
  return `${name}${text}${published && ` Published are ${published}.`}`;
}
