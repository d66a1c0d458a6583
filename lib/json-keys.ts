/**
 * Takes the escapes out of the keys of a JSON text, so that no escaped key ever reaches `JSON.parse`.
 *
 * V8 resolves an escaped key through the shapes of objects that it parsed before, and can return a key of one of
 * those instead (https://github.com/nodejs/node/issues/63785, in Node 24 and 26): a stranger's body could change what
 * a vendor's body is read as. Strings that are values are not affected.
 */
export function unescapeKeys(text: string): UnescapedText {
  if (!text.includes("\\")) return { text, originals: new Map() };
  const placeholders = new Map<string, string>();
  const mark = absentMark(text);
  const unescaped = text.replace(stringToken, (token, colon: string | undefined) => {
    const key =
      colon !== undefined && token.includes("\\") ? decode(token.slice(0, -colon.length)) : undefined;
    if (key === undefined) return token;
    // A key that JSON cannot write without an escape gets a stand-in; any other is written as it is.
    const name = needsEscape.test(key) ? `${mark}${placeholders.size}` : key;
    if (name !== key && !placeholders.has(key)) placeholders.set(key, name);
    return `"${placeholders.get(key) ?? name}"${colon}`;
  });
  return { text: unescaped, originals: new Map([...placeholders].map(([key, name]) => [name, key])) };
}

export interface UnescapedText {
  readonly text: string;
  /** The keys behind the stand-ins. */
  readonly originals: ReadonlyMap<string, string>;
}

/** A string, and the colon behind it if it is a key. From left to right, every match outside a string starts one. */
const stringToken = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"(\s*:)?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that JSON has to escape (RFC 8259, section 7).
const needsEscape = /["\\\u0000-\u001f]/;

/** The text of a string token; undefined if it is no JSON, which the parser will say of the whole. */
function decode(token: string): string | undefined {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}

/** Characters of private use that do not occur in the text. */
function absentMark(text: string): string {
  let mark = "\uE000";
  while (text.includes(mark)) mark += "\uE000";
  return mark;
}
