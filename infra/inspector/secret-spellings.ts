import { parseJson, textOf } from "../../lib/json/json.ts";

/** Longer values are looked for in pieces of so many characters, as the lines of a PEM are. */
const pieceLength = 64;

/** Parts of a value are looked for by themselves if they are at least as long: shorter ones are in every text. */
const shortestPart = 8;

/** The same of what base64 makes of a value of five bytes or more, whatever stands around it. */
const shortestBase64 = 6;

/** A backslash doubles with each time that JSON is written into JSON: fifteen are four times. */
const maxBackslashes = 15;

/**
 * The most that one piece takes in a text. The worst is a character of four bytes of which base64 makes six `+`, each of
 * which is an escape of a backslash run, a `u` and four digits.
 */
export const maxSpelling = pieceLength * 6 * (maxBackslashes + 5);

const escapeLetters: Readonly<Record<string, string>> = {
  "\b": "b",
  "\f": "f",
  "\n": "n",
  "\r": "r",
  "\t": "t",
  "/": "/",
  '"': '"',
};

/** Every value of a secret: the members of a JSON object, however deep, or the whole of any other text. */
export function valuesOfSecret(stored: string): string[] {
  const reading = parseJson(Buffer.from(stored, "utf8"));
  const isJson = reading.ok && typeof reading.value === "object" && textOf(reading.value) === undefined;
  return isJson ? leavesOf(reading.value) : [stored];
}

function leavesOf(value: unknown): string[] {
  const text = textOf(value);
  if (text !== undefined) return [text];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

/** One way in which a part of a secret may stand in a text. */
export interface Spelling {
  readonly pattern: RegExp;
  /** In no shorter text can it be. */
  readonly fewestCharacters: number;
}

/**
 * Patterns that find a value wherever it stands: as it is, escaped for JSON or for an address, any number of characters
 * of it and more than once; and in base64 or base64url of any text around it. They find each line of a PEM by itself, and what
 * stands on either side of a colon (`name:password`).
 */
export function spellingsOf(value: string): Spelling[] {
  const pieces = new Set(partsOf(value).flatMap(cut));
  return [...pieces].flatMap((piece) => [
    {
      pattern: new RegExp(spellText(piece), "gi"),
      fewestCharacters: [...piece].length,
    },
    ...spellBase64(Buffer.from(piece, "utf8")),
  ]);
}

function partsOf(value: string): string[] {
  const lines = value.split(/\r?\n/);
  const isBoundary = (line: string) => /^-----(BEGIN|END) [A-Z ]+-----$/.test(line);
  const isTelling = (part: string) => part.length >= shortestPart && !isBoundary(part);
  const parts = lines.flatMap((line) => [line, ...line.split(":")]).filter(isTelling);
  return lines.length > 1 && parts.length > 0 ? parts : [value, ...parts];
}

/** The last piece reaches back into the one before it, rather than be a short one. */
function cut(part: string): string[] {
  const characters = [...part];
  const count = Math.ceil(characters.length / pieceLength);
  return Array.from({ length: count }, (_, at) => {
    const start = Math.max(0, Math.min(at * pieceLength, characters.length - pieceLength));
    return characters.slice(start, start + pieceLength).join("");
  });
}

/** Backslashes in a row are one of many lengths: were each of them, a text of backslashes could be read in too many ways. */
function spellText(text: string): string {
  const parts = text.match(/\\+|[^\\]/gu) ?? [];
  return parts
    .map((part, at) => (part.startsWith("\\") ? spellBackslashes(part) : spellCharacter(part, at === 0)))
    .join("");
}

function spellBackslashes({ length }: string): string {
  const unicode = `\\\\{1,${maxBackslashes}}u005[cC]`;
  return `(?:\\\\{${length},${length * (maxBackslashes + 1)}}|(?:${unicode}){${length}}|(?:${spellPercent("\\")}){${length}})`;
}

/**
 * The first character of a piece takes all backslashes before it: were it looked for from each of them on, a text of
 * backslashes would take a second to look through, in which the intake stands still.
 */
function spellCharacter(character: string, isFirst: boolean): string {
  const backslashes = isFirst ? "(?<!\\\\)\\\\+" : `\\\\{1,${maxBackslashes}}`;
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const unicode = units.map((unit) => `${backslashes}u${spellHexadecimal(unit, 4)}`).join("");
  const letter = escapeLetters[character];
  const spellings = [
    character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&"),
    unicode,
    ...(letter === undefined ? [] : [`${backslashes}${letter}`]),
    ...(character === " " ? ["\\+"] : []),
    ...(character.isWellFormed() ? [spellPercent(character)] : []),
  ];
  return `(?:${spellings.join("|")})`;
}

function spellHexadecimal(number: number, digits: number): string {
  const text = number.toString(16).padStart(digits, "0");
  return text.replaceAll(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** RFC 3986, section 2.1; a percent sign that is encoded again becomes `%25`. */
function spellPercent(character: string): string {
  return [...Buffer.from(character, "utf8")]
    .map((byte) => `%(?:25){0,3}${spellHexadecimal(byte, 2)}`)
    .join("");
}

/**
 * Base64 writes three bytes as four characters, so a value looks different behind none, one and two bytes of a group. The
 * characters that it shares with its neighbours are left out, since they depend on them.
 */
function spellBase64(bytes: Buffer): Spelling[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64url");
    const isWhole = (before + bytes.length) % 3 === 0;
    const own = text.slice([0, 2, 3][before], isWhole ? undefined : -1);
    if (own.length < shortestBase64) return [];
    const tail = isWhole ? "" : "(?:[\\w+/-]={1,2})?";
    const pattern = new RegExp(
      `${[...own].map((character, at) => spellBase64Character(character, at === 0)).join("")}${tail}`,
      "g",
    );
    return [{ pattern, fewestCharacters: own.length }];
  });
}

/** RFC 4648, sections 4 and 5, and what addresses and JSON make of `+` and `/`. */
function spellBase64Character(character: string, isFirst: boolean): string {
  if (character === "-") return `(?:${["-", spellCharacter("+", isFirst)].join("|")})`;
  if (character === "_") return `(?:${["_", spellCharacter("/", isFirst)].join("|")})`;
  return character;
}
