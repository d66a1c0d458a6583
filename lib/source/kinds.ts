import * as v from "valibot";
import { isJsonObject, type JsonObject, textOf } from "../json/json.ts";

/** How a value is read and published. */
export interface Kind<Read, Published = Read> {
  readonly read: v.GenericSchema<unknown, Read>;
  /** Lazy: only consumers and contracts need the schema. */
  readonly published: () => v.GenericSchema<Published>;
}

/**
 * Vendors mix numbers and strings. These kinds accept both and give one type. A number as text keeps its characters.
 */
const characters = v.pipe(
  v.custom<unknown>((value) => textOf(value) !== undefined, "is neither a text nor a number"),
  v.transform((value) => textOf(value) ?? ""),
);

const nullableText = () => v.nullable(v.string());

/** 1 to 256 characters. A delivery without it is quarantined: no other field could distinguish it. */
export const identifier: Kind<string> = {
  read: v.pipe(characters, v.nonEmpty(), v.maxLength(256)),
  published: () => v.string(),
};

/** A text or null. Empty means null. */
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

/** A finite number or null. */
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

/** True, false, their words, or null. */
export const optionalBoolean: Kind<boolean | null> = {
  read: v.fallback(v.nullable(v.union([v.boolean(), word])), null),
  published: () => v.nullable(v.boolean()),
};

/** Unix seconds up to year 9999, or null. */
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

/** ISO 8601 with a zone, up to 9999, as UTC, or null. */
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

/** The event's `time`, of such a field. */
export function dateOf(time: string | null): Date | undefined {
  return time === null ? undefined : new Date(time);
}

/** Any object or null. */
export const optionalObject: Kind<JsonObject | null, Record<string, unknown> | null> = {
  read: v.fallback(v.nullish(v.custom<JsonObject>(isJsonObject, "is not an object"), null), null),
  published: () => v.nullable(v.record(v.string(), v.unknown())),
};

/** A list whose items all read, or null. */
export function optionalList<Read, Published>(
  item: Kind<Read, Published>,
): Kind<Read[] | null, Published[] | null> {
  return {
    read: v.fallback(v.nullish(v.array(item.read), null), null),
    published: () => v.nullable(v.array(item.published())),
  };
}
