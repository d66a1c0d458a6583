import { isDeepStrictEqual } from "node:util";
import { type JsonObject, stringifyJson } from "../../lib/json/json.ts";

/** A signed time is written anew at each sending. */
const writtenAnew = /^timestamp$/;

/** Whether an event has every member that the vendor sent. Credentials are none of the notification's. */
export function carries(original: Readonly<Record<string, unknown>>, sent: JsonObject): boolean {
  const members: Record<string, unknown> = JSON.parse(stringifyJson(sent));
  return Object.entries(members).every(
    ([name, value]) => writtenAnew.test(name) || isDeepStrictEqual(original[name], value),
  );
}
