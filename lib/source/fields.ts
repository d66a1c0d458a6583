import * as v from "valibot";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import type { Kind } from "./kinds.ts";

/** An event's field and its origin. */
export interface Field<Read, Published> {
  /** Empty for computed fields. */
  readonly path: readonly string[];
  /** Undefined for computed fields. */
  readonly read: v.GenericSchema<unknown, Read> | undefined;
  /** Undefined for unpublished fields. */
  readonly published: (() => v.GenericSchema<Published>) | undefined;
  /** The published contract shows it. */
  readonly text: string;
  /** The published values. Empty allows any. */
  readonly values: readonly string[];
}

export type Fields = Readonly<Record<string, Field<unknown, unknown>>>;

/** A body's values, by our names. */
export type ReadOf<Entries extends Fields> = {
  [
    Key in keyof Entries as Entries[Key] extends Field<never, unknown> ? never : Key
  ]: Entries[Key] extends Field<infer Read, unknown> ? Read : never;
};

export type PublishedOf<Entries extends Fields> = {
  [
    Key in keyof Entries as Entries[Key] extends Field<unknown, never> ? never : Key
  ]: Entries[Key] extends Field<unknown, infer Published> ? Published : never;
};

export interface FieldTable<Entries extends Fields = Fields> {
  readonly entries: Entries;
  readonly body: v.GenericSchema<unknown, ReadOf<Entries>>;
  /** Reads `{ body }`, for vendors that compute nothing. */
  readonly payload: v.GenericSchema<unknown, ReadOf<Entries>>;
  /** The schema of an event's `notification`. */
  readonly notification: () => v.GenericSchema<PublishedOf<Entries>>;
}

export interface Keyed<Key extends string> {
  readonly entries: Readonly<Record<Key, Field<unknown, unknown>>>;
}

/**
 * A field of the vendor's body.
 * @param name The vendor's name. Dots lead into objects, as in `payload.object.id`.
 * @param text Its meaning, as a sentence.
 * @param values The published values. `unknownValues` flags others.
 */
export function from<Read extends Published, Published>(
  name: string,
  { read, published }: Kind<Read, Published>,
  text: string,
  values: readonly string[] = [],
): Field<Read, Published> {
  return { path: name.split("."), read, published, text, values };
}

/** Read, but not published in the event. */
export function unpublished<Read>(name: string, { read }: Kind<Read, unknown>): Field<Read, never> {
  return { path: name.split("."), read, published: undefined, text: "", values: [] };
}

/** A field that the vendor's `payload` computes. */
export function computed<Published>(
  published: () => v.GenericSchema<Published>,
  text: string,
): Field<never, Published> {
  return { path: [], read: undefined, published, text, values: [] };
}

/** Makes the table. Events keep its order. */
export function fields<const Entries extends Fields>(entries: Entries): FieldTable<Entries> {
  const body = nestedSchema(
    Object.entries(entries).flatMap(([key, { path, read }]) => (read ? [{ key, path, read }] : [])),
  );
  const payload = v.pipe(
    v.object({ body }),
    v.transform((input) => input.body),
  );
  const notification = () => notificationSchema(entries);
  // Object.entries and Object.fromEntries lose the keys' types. Both schemas keep each key's schema.
  return { entries, body, payload, notification } as FieldTable<Entries>;
}

interface Member {
  readonly key: string;
  readonly path: readonly string[];
  readonly read: v.GenericSchema;
}

/** Reads nested objects into one flat object. */
function nestedSchema(members: readonly Member[]): v.GenericSchema<unknown, Record<string, unknown>> {
  const nameOf = ({ path: [name = ""] }: Member) => name;
  // CDK apps' tests may run on Node 20, which has no Map.groupBy.
  const names = new Set(members.map(nameOf));
  const groups = [...names].map(
    (name) => [name, members.filter((member) => nameOf(member) === name)] as const,
  );
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

/** A field's schema, or of the object around several. A missing object has no fields. */
function schemaOf(members: readonly Member[]): v.GenericSchema {
  const [first] = members;
  if (first?.path.length === 1) return first.read;
  const inner = nestedSchema(members.map((member) => ({ ...member, path: member.path.slice(1) })));
  const object = v.transform((value: unknown) => (isJsonObject(value) ? value : {}));
  return v.optional(v.pipe(v.unknown(), object, inner), {});
}

/**
 * An object whose fields are all published.
 * @throws TypeError for a computed or unpublished field.
 */
export function objectOf<Entries extends Fields>(
  table: FieldTable<Entries>,
): Kind<ReadOf<Entries>, PublishedOf<Entries>> {
  if (Object.values(table.entries).some(({ read, published }) => !read || !published))
    throw new TypeError("an object within an event has no computed and no unpublished fields");
  return {
    // `v.object` accepts a list as an object.
    read: v.pipe(v.custom<unknown>(isJsonObject), table.body),
    published: table.notification,
  };
}

export function valueAt(body: JsonObject, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, name) => (isJsonObject(value) ? value[name] : undefined),
    body,
  );
}

/** The event's part of the read values. */
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
