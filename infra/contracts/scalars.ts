import { numberPattern } from "../../lib/source/contract.ts";
import {
  identifier,
  optionalEpochSeconds,
  optionalNumber,
  optionalObject,
  optionalText,
} from "../../lib/source/fields.ts";
import type { NamedSchemas } from "./json-schema.ts";

/**
 * What `lib/source/fields.ts` reads, as far as a vendor can rely on it. The code takes more than this where it can do without a
 * field: a value of another type then counts as absent, and is flagged.
 */
export const publishedScalars = {
  Identifier: {
    schema: identifier,
    published: {
      type: ["string", "number"],
      minLength: 1,
      maxLength: 256,
      description: "An id or a code of 1 to 256 characters. A number counts by its characters.",
    },
  },
  OptionalText: {
    schema: optionalText,
    published: {
      type: ["string", "number", "null"],
      description: "A text; a number counts by its characters. Empty, null and absent are the same.",
    },
  },
  OptionalNumber: {
    schema: optionalNumber,
    published: {
      type: ["string", "number", "null"],
      pattern: numberPattern,
      description: "A number, or its characters. Empty, null and absent are the same.",
    },
  },
  OptionalTime: {
    schema: optionalEpochSeconds,
    published: {
      type: ["string", "number", "null"],
      pattern: numberPattern,
      minimum: 0,
      maximum: 253_402_300_799,
      description: "Seconds since 1970, as a number or its characters. Empty, null and absent are the same.",
    },
  },
  OptionalObject: {
    schema: optionalObject,
    published: {
      type: ["object", "null"],
      description: "An object of any content. Null and absent are the same.",
    },
  },
} satisfies NamedSchemas;
