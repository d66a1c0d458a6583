import { isJsonObject, type JsonObject, type JsonValue, stringifyJson, textOf } from "../../lib/json/json.ts";
import { maxSpelling, type Spelling, spellingsOf } from "./secret-spellings.ts";

/** What stands where a credential stood. */
export const maskText = "●●●●●●";

/** The most characters of one text that the page gets. */
export const maxShown = 16 * 1024;

/** What has to be kept of a longer one, so that a secret on the edge of what is shown is found whole. */
export const maxKept = maxShown + maxSpelling;

const cutText = " … (cut here)";

/**
 * Everything that leaves the inspector's server goes through here: the JSON of a value, in which every value of every
 * secret is masked, in whatever spelling and wherever it stands, and every member that is called like a credential.
 *
 * A body's own signature is one. It is no secret's value, but it is all that a stranger needs to send this body once more as
 * the vendor: whoever can read a screen, or a screenshot of it, must not be able to.
 */
export type Mask = (value: unknown) => string;

/** `secretValues`: every one that is known at this moment. */
export function createMask(secretValues: () => Iterable<string>): Mask {
  const readSpellings = createSpellings();
  let hide = (text: string) => text;
  let spellings: readonly Spelling[] | undefined;
  return (value) => {
    const known = readSpellings(secretValues());
    if (known !== spellings) hide = rememberHidden((text) => hideText(text, known));
    spellings = known;
    return stringifyJson(maskValue(value, hide));
  };
}

/** Texts that are as long are worth remembering, and so many characters of them. */
const remembered = { fewestCharacters: 64, maxCharacters: 16 * 1024 * 1024 } as const;

/** A page that opens is told the same texts as the one before it. With a new secret, all are looked through anew. */
function rememberHidden(hide: (text: string) => string): (text: string) => string {
  const hidden = new Map<string, string>();
  let characters = 0;
  return (text) => {
    if (text.length < remembered.fewestCharacters) return hide(text);
    const known = hidden.get(text);
    if (known !== undefined) return known;
    characters += text.length;
    if (characters > remembered.maxCharacters) {
      hidden.clear();
      characters = text.length;
    }
    const result = hide(text);
    hidden.set(text, result);
    return result;
  };
}

/** Secrets are rotated seldom, and asked for with every word: their spellings are worked out once. The same list, until one is new. */
function createSpellings(): (values: Iterable<string>) => readonly Spelling[] {
  const known = new Set<string>([""]);
  let spellings: readonly Spelling[] = [];
  return (values) => {
    const unknown = new Set(values).difference(known);
    for (const value of unknown) known.add(value);
    if (unknown.size > 0) spellings = [...spellings, ...[...unknown].flatMap(spellingsOf)];
    return spellings;
  };
}

/** Names without `_` and `-`, in lower case. */
const credentialNames: ReadonlySet<string> = new Set([
  "apikey",
  "apisecret",
  "authorization",
  "password",
  "privatekey",
  "secret",
  "signature",
]);

function maskValue(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, hide));
  if (isJsonObject(value)) return maskMembers(value, hide);
  const text = textOf(value);
  return text === undefined || hide(text) === text ? value : hide(text);
}

function maskMembers(object: JsonObject, hide: (text: string) => string): unknown {
  const members = Object.entries(object).map(([name, member]) => {
    const isCredential = credentialNames.has(name.replaceAll(/[_-]/g, "").toLowerCase());
    return [hide(name), isCredential && isScalar(member) ? maskText : maskValue(member, hide)];
  });
  return Object.fromEntries(members);
}

function isScalar(value: JsonValue): boolean {
  return textOf(value) !== undefined;
}

const credentialWords = "api[_-]?key|api[_-]?secret|authorization|password|private[_-]?key|secret|signature";

/** The name and the colon of a member that is called like a credential, in JSON that stands inside a text. */
const credentialName = `(?<=[{,\\s])(?<quote>(?<escape>\\\\{0,15})")(?<name>${credentialWords})\\k<quote>(?<colon>\\s{0,16}:\\s{0,16})`;

/** Backslashes that stand for themselves before the last quote, which is as often escaped as the first one. */
const escapedBackslashes = "(?:\\k<escape>\\k<escape>\\\\\\\\)*";

/** With a text behind it, up to its last quote. */
const namedText = new RegExp(
  `${credentialName}\\k<quote>(?:[^"\\\\]|(?!${escapedBackslashes}\\k<quote>)\\\\+[^\\\\])*${escapedBackslashes}`,
  "gi",
);
const namedNumber = new RegExp(`${credentialName}-?\\d[\\d.e+-]*`, "gi");

function hideNamed(text: string): string {
  const start = "$<quote>$<name>$<quote>$<colon>$<quote>";
  return text
    .replaceAll(namedText, `${start}${maskText}`)
    .replaceAll(namedNumber, `${start}${maskText}$<quote>`);
}

function hideText(text: string, spellings: readonly Spelling[]): string {
  const shown = hideNamed(hideSecrets(text.slice(0, maxKept), spellings));
  return text.length > maxShown ? `${shown}${cutText}` : shown;
}

/** What begins before the end of what is shown is hidden whole; what begins behind it is not shown. */
function hideSecrets(kept: string, spellings: readonly Spelling[]): string {
  let hidden = "";
  let at = 0;
  for (const [start, end] of findSecrets(kept, spellings)) {
    if (start >= maxShown) break;
    if (start >= at) hidden += kept.slice(at, start) + maskText;
    at = Math.max(at, end);
  }
  return hidden + kept.slice(at, Math.max(at, maxShown));
}

/** From where to where, in their order. */
function findSecrets(text: string, spellings: readonly Spelling[]): (readonly [number, number])[] {
  const possible = spellings.filter(({ fewestCharacters }) => fewestCharacters <= text.length);
  const found = possible.flatMap(({ pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: spelled }) => [index, index + spelled.length] as const),
  );
  return found.toSorted(([a], [b]) => a - b);
}
