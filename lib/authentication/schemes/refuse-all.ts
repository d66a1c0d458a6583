import * as v from "valibot";
import type { OpenScheme } from "../scheme.ts";
import { noSettings } from "./no-settings.ts";

/**
 * Refuses every delivery, whatever it shows: for a source of which nobody has chosen yet how its vendor proves itself. It has
 * no secret, so there is none to guess, and beside another scheme it still refuses, since all that are configured must pass.
 */
export function refuseAll(): OpenScheme {
  return {
    usesSecret: false,
    // No place will do.
    places: [],
    configure(settings) {
      v.parse(noSettings, settings);
      return () => "authentication_undecided";
    },
  };
}
