import { numberOf } from "../../../lib/json/json.ts";

/** Reads JSON and keeps each number as it was written. Throws like `JSON.parse`. */
export function readJson(text: string) {
  return JSON.parse(text, (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? numberOf(context?.source ?? String(value)) : value,
  );
}
