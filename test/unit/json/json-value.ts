import { type JsonValue, parseJson } from "../../../lib/json/json.ts";

/** A value as a body would bring it. */
export function jsonValue(text: string): JsonValue {
  const reading = parseJson(Buffer.from(text, "utf8"));
  if (!reading.ok) throw new Error(`${reading.fault}: ${text}`);
  return reading.value;
}
