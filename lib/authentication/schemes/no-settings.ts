import * as v from "valibot";

/** The settings of a scheme that has nothing to set: `{}`, and a stray key is a mistake. */
export const noSettings = v.strictObject({});
