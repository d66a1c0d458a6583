import { isJsonObject, type JsonObject, textOf } from "../../lib/json/json.ts";

const leftOut = "… (left out)";

/**
 * The same JSON, as far as `mostCharacters` of it go: a text that does not fit is left out whole, and what stands behind
 * it as far as it fits. Never half a text: on its edge a secret could not be recognized.
 */
export function shortenJson(value: unknown, maxCharacters: number): unknown {
  let left = maxCharacters;
  const spend = (characters: number) => {
    const fits = characters <= left;
    if (fits) left -= characters;
    return fits;
  };
  const shorten = (part: unknown): unknown => {
    if (Array.isArray(part)) return shortenList(part);
    if (isJsonObject(part)) return shortenObject(part);
    return spend((textOf(part) ?? "").length + 4) ? part : leftOut;
  };
  const shortenList = (list: readonly unknown[]) => {
    const kept: unknown[] = [];
    for (const item of list) {
      if (!spend(2)) return [...kept, leftOut];
      kept.push(shorten(item));
    }
    return kept;
  };
  const shortenObject = (object: JsonObject) => {
    const kept: (readonly [string, unknown])[] = [];
    for (const [name, member] of Object.entries(object)) {
      if (!spend(name.length + 4)) return Object.fromEntries([...kept, ["…", leftOut]]);
      kept.push([name, shorten(member)]);
    }
    return Object.fromEntries(kept);
  };
  return shorten(value);
}
