import * as v from "valibot";
import { isJsonObject, type JsonObject, textOf } from "../json/json.ts";

/** A kind of value: how a vendor's is read, and what an event holds of it. */
export interface Kind<Read, Published = Read> {
  readonly read: v.GenericSchema<unknown, Read>;
  /** A function, because only consumers and the published contracts need the schema. */
  readonly published: () => v.GenericSchema<Published>;
}

/**
 * Vendors send numbers as strings and strings as numbers. These kinds accept both and give one type. A number keeps its
 * original characters when it becomes text.
 */
const characters = v.pipe(
  v.custom<unknown>((value) => textOf(value) !== undefined, "is neither a text nor a number"),
  v.transform((value) => textOf(value) ?? ""),
);

const nullableText = () => v.nullable(v.string());

/**
 * An id of 1 to 256 characters. A delivery without it is quarantined, so use it only where two notifications could not
 * be distinguished at all without the field.
 */
export const identifier: Kind<string> = {
  read: v.pipe(characters, v.nonEmpty(), v.maxLength(256)),
  published: () => v.string(),
};

/** A text, or null for null, an empty text, nothing at all, and anything that is not a text. */
export const optionalText: Kind<string | null> = {
  read: v.fallback(
    v.pipe(
      v.nullish(characters, null),
      v.transform((text) => (text === "" ? null : text)),
    ),
    null,
  ),
  published: nullableText,
};

/** A finite number, or null for anything else. */
export const optionalNumber: Kind<number | null> = {
  read: v.fallback(
    v.nullable(v.pipe(characters, v.regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i), v.transform(Number), v.finite())),
    null,
  ),
  published: () => v.nullable(v.number()),
};

const word = v.pipe(
  v.picklist(["true", "false"]),
  v.transform((value) => value === "true"),
);

/** True or false, also as a word, or null for anything else. */
export const optionalBoolean: Kind<boolean | null> = {
  read: v.fallback(v.nullable(v.union([v.boolean(), word])), null),
  published: () => v.nullable(v.boolean()),
};

/** Seconds since 1970 (up to the year 9999) as a time in UTC, or null for anything else. */
export const optionalUnixTime: Kind<string | null> = {
  read: v.pipe(
    optionalNumber.read,
    v.transform((seconds) => {
      const isTime = seconds !== null && seconds >= 0 && seconds <= 253_402_300_799;
      return isTime ? new Date(seconds * 1000).toISOString() : null;
    }),
  ),
  published: nullableText,
};

/** A time in ISO 8601 with its zone (up to the year 9999) as a time in UTC, or null for anything else. */
export const optionalIsoTime: Kind<string | null> = {
  read: v.fallback(
    v.nullable(
      v.pipe(
        v.string(),
        v.isoTimestamp(),
        v.toDate(),
        v.transform((date) => date.toISOString()),
        // A zone can move the time out of the four-digit years.
        v.isoTimestamp(),
      ),
    ),
    null,
  ),
  published: nullableText,
};

/** The event's `time`, from a field of the two kinds above. */
export function dateOf(time: string | null): Date | undefined {
  return time === null ? undefined : new Date(time);
}

/** An object of any content, or null for anything else. */
export const optionalObject: Kind<JsonObject | null, Record<string, unknown> | null> = {
  read: v.fallback(v.nullish(v.custom<JsonObject>(isJsonObject, "is not an object"), null), null),
  published: () => v.nullable(v.record(v.string(), v.unknown())),
};

/** A list of which every item can be read, or null for anything else. */
export function optionalList<Read, Published>(
  item: Kind<Read, Published>,
): Kind<Read[] | null, Published[] | null> {
  return {
    read: v.fallback(v.nullish(v.array(item.read), null), null),
    published: () => v.nullable(v.array(item.published())),
  };
}
