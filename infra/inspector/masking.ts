import { isJsonObject, type JsonValue, parseJson, stringifyJson, textOf } from "../../lib/json/json.ts";

export const maskText = "●●●●●●";

/** The page gets this many characters of one text. */
export const maxShown = 16 * 1024;

/** No local secret is longer. The server keeps so much more, and finds a secret at the edge whole. */
const maxSecret = 4 * 1024;
export const maxKept = maxShown + maxSecret;

const cutNote = " … (cut here)";

/** Copies the first characters. `slice` alone would keep the whole text in V8's memory. */
export function keepText(text: string): string {
  if (text.length <= maxKept) return text;
  return Buffer.from(text.slice(0, maxKept), "utf16le").toString("utf16le");
}

/**
 * Everything that leaves the inspector's server goes through one mask. It hides every value of every secret, and each
 * member that has the name of a credential. A body's own signature is one too: it can send that body once more.
 */
export type Mask = (value: unknown) => string;

export function createMask(secretValues: () => Iterable<string>): Mask {
  return (value) => {
    const known = [...secretValues()].flatMap(spellingsOf).toSorted((a, b) => b.length - a.length);
    const alternatives = known.map((text) => RegExp.escape(text)).join("|");
    const secrets = new RegExp(alternatives || "(?!)", "g");
    return stringifyJson(maskValue(value, (text) => hide(text, secrets)));
  };
}

/** Every value of a stored secret: the members of a JSON object, or any other text as a whole. */
export function valuesOfSecret(stored: string): string[] {
  const reading = parseJson(Buffer.from(stored, "utf8"));
  return reading.ok && isJsonObject(reading.value) ? leavesOf(reading.value) : [stored];
}

function leavesOf(value: JsonValue): string[] {
  const text = textOf(value);
  if (text !== undefined) return [text];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

/** A shorter line of a PEM says nothing about its key. */
const minLine = 8;

/** A value as it stands, a PEM line by line, and the base64 that a `Basic` header holds. */
function spellingsOf(value: string): string[] {
  if (value === "") return [];
  const lines = value.split("\n").filter((line) => line.length >= minLine);
  return [Buffer.from(value, "utf8").toString("base64"), ...(value.includes("\n") ? lines : [value])];
}

/** Separators may be left out. */
const credentialNames = "api[_-]?key|api[_-]?secret|authorization|password|private[_-]?key|secret|signature";
const credentialName = new RegExp(`^(?:${credentialNames})$`, "i");

/** A member with such a name, in a body that is text. Its value may be cut off. */
const credentialInText = new RegExp(`("(?:${credentialNames})"\\s*:\\s*")((?:[^"\\\\]|\\\\.)*)`, "gis");

function maskValue(value: unknown, hideText: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => maskValue(item, hideText));
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([name, member]) => {
      const isCredential = credentialName.test(name) && textOf(member) !== undefined;
      return [hideText(name), isCredential ? maskText : maskValue(member, hideText)];
    });
    return Object.fromEntries(members);
  }
  const text = textOf(value);
  return text === undefined || hideText(text) === text ? value : hideText(text);
}

/** As long as what it hides. So the cut comes after the search, and never shows a part of a secret. */
const blank = (hidden: string) => "\uFFFF".repeat(hidden.length);

function hide(text: string, secrets: RegExp): string {
  const blanked = text
    .slice(0, maxKept)
    .replaceAll(secrets, blank)
    .replaceAll(credentialInText, (_, name: string, value: string) => name + blank(value));
  const shown = blanked.slice(0, maxShown).replaceAll(/\uFFFF+/g, maskText);
  return text.length > maxShown ? shown + cutNote : shown;
}
