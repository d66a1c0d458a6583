/** Keys may repeat, be escaped, and stand in any order. */
export interface Member {
  readonly name: string;
  /** The name as a JSON string, in any spelling. */
  readonly key: string;
  /** JSON without white space, and without needless escapes below the top. */
  readonly value: string;
}

/** Bytes and their object's members. None without an object. */
export interface Written {
  readonly bytes: Buffer;
  readonly members: readonly Member[] | undefined;
}

export function memberOf(name: string, value: string): Member {
  return { name, key: JSON.stringify(name), value };
}

/** `JSON.stringify` spells the names and values. */
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

/** The last value of a name in the first place (RFC 8259, section 4, leaves it open). */
export function readMembers(members: readonly Member[]): Map<string, string> {
  return new Map(members.map(({ name, value }) => [name, value]));
}

/** A text's or number's characters, empty for null or absent, undefined for others. */
export function charactersOf(value: string | undefined): string | undefined {
  if (value === undefined || value === "null") return "";
  if (value.startsWith('"')) return String(JSON.parse(value));
  return /^[-\d]/.test(value) ? value : undefined;
}

/** The event's object: without white space, needless escapes and repeated names. */
export function writeCarried(members: readonly Member[]): string {
  // An object puts the names that are array indices in front (ECMA-262, OrdinaryOwnPropertyKeys).
  const values = Object.fromEntries(readMembers(members));
  const texts = Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}:${respell(value)}`);
  // SendMessage refuses both characters unescaped.
  return `{${texts.join(",")}}`.replaceAll("\uFFFE", "\\ufffe").replaceAll("\uFFFF", "\\uffff");
}

function respell(value: string): string {
  return value.startsWith('"') ? JSON.stringify(JSON.parse(value)) : value;
}
