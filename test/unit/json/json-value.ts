import { type JsonValue, parseJson } from "../../../lib/json/json.ts";

export function jsonValue(text: string): JsonValue {
  const reading = parseJson(Buffer.from(text, "utf8"));
  if (!reading.ok) throw new Error(`${reading.fault}: ${text}`);
  return reading.value;
}
