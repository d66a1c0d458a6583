/** A member of a JSON object as it is sent, so that keys can be repeated, escaped and in any order. */
export interface Member {
  readonly name: string;
  /** The name as a JSON string, in one of its spellings. */
  readonly key: string;
  /** JSON; without white space, and with no escapes but the necessary ones below the top. */
  readonly value: string;
}

/** Bytes, and the members of the object that they are. None if they are no JSON, or JSON that is no object. */
export interface Written {
  readonly bytes: Buffer;
  readonly members: readonly Member[] | undefined;
}

export function memberOf(name: string, value: string): Member {
  return { name, key: JSON.stringify(name), value };
}

/** The members of a JSON object in its text, whose names and values are spelled in the one way of `JSON.stringify`. */
export function membersOf(text: string): Member[] {
  const entries = Object.entries<unknown>(JSON.parse(text));
  return entries.map(([name, value]) => memberOf(name, JSON.stringify(value)));
}

export function writtenAs(text: string, members: readonly Member[] | undefined): Written {
  return { bytes: Buffer.from(text, "utf8"), members };
}

export function writeMembers(members: readonly Member[]): string {
  return `{${members.map(({ key, value }) => `${key}:${value}`).join(",")}}`;
}

/** What a reader sees: of a repeated name the last value, in the place of the first (RFC 8259, section 4, leaves it open). */
export function readMembers(members: readonly Member[]): Map<string, string> {
  return new Map(members.map(({ name, value }) => [name, value]));
}

/** The characters of a text or a number; empty for null and for what is absent; undefined for anything else. */
export function charactersOf(value: string | undefined): string | undefined {
  if (value === undefined || value === "null") return "";
  if (value.startsWith('"')) return String(JSON.parse(value));
  return /^[-\d]/.test(value) ? value : undefined;
}

/** The object as an event has to carry it: nothing lost but white space, escapes that are not needed, and repeated names. */
export function writeCarried(members: readonly Member[]): string {
  // An object puts the names that are array indices in front (ECMA-262, OrdinaryOwnPropertyKeys).
  const values = Object.fromEntries(readMembers(members));
  const texts = Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}:${respell(value)}`);
  // SendMessage takes neither of these two characters as it stands.
  return `{${texts.join(",")}}`.replaceAll("\uFFFE", "\\ufffe").replaceAll("\uFFFF", "\\uffff");
}

function respell(value: string): string {
  return value.startsWith('"') ? JSON.stringify(JSON.parse(value)) : value;
}
