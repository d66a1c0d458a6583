import * as v from "valibot";
import { isJsonObject, type JsonObject, textOf } from "../json/json.ts";

/**
 * Vendors send numbers as strings and strings as numbers. These schemas accept both and give one type; a number keeps
 * its original characters when it becomes text.
 */
const characters = v.pipe(
  v.custom<unknown>((value) => textOf(value) !== undefined, "is neither a text nor a number"),
  v.transform((value) => textOf(value) ?? ""),
);

/** An id of 1 to 256 characters. */
export const identifier = v.pipe(characters, v.nonEmpty(), v.maxLength(256));

/** A text, or null for null, an empty text, nothing at all, and anything that is not a text. */
export const optionalText = v.fallback(
  v.pipe(
    v.nullish(characters, null),
    v.transform((text) => (text === "" ? null : text)),
  ),
  null,
);

/** A finite number, or null for whatever is none. */
export const optionalNumber = v.fallback(
  v.nullable(v.pipe(characters, v.regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i), v.transform(Number), v.finite())),
  null,
);

/** Seconds since 1970 (up to the year 9999) as a time, or null for whatever is none. */
export const optionalEpochSeconds = v.pipe(
  optionalNumber,
  v.transform((seconds) => {
    const isTime = seconds !== null && seconds >= 0 && seconds <= 253_402_300_799;
    return isTime ? new Date(seconds * 1000) : null;
  }),
);

/** An object of any content, or null for whatever is none. */
export const optionalObject = v.fallback(
  v.nullish(v.custom<JsonObject>(isJsonObject, "is not an object"), null),
  null,
);
