/**
 * Removes the escapes from the keys of a JSON text, so that no escaped key reaches `JSON.parse`.
 *
 * For an escaped key, V8 can return a key of an object that it parsed before
 * (https://github.com/nodejs/node/issues/63785, in Node 24 and 26). A stranger's body could then change how a vendor's body
 * is read. Strings that are values are not affected.
 */
export function unescapeKeys(text: string): UnescapedText {
  const originals = new Map<string, string>();
  if (!text.includes("\\")) return { text, originals };
  const unescaped = text.replace(stringToken, (token, colon: string | undefined) => {
    const key = colon === undefined ? undefined : decode(token.slice(0, -colon.length));
    if (key === undefined) return token;
    if (!needsStandIn.test(key)) return `"${key}"${colon}`;
    const name = mark + Buffer.from(key, "utf16le").toString("hex");
    originals.set(name, key);
    return `"${name}"${colon}`;
  });
  return { text: unescaped, originals };
}

export interface UnescapedText {
  readonly text: string;
  /** The keys behind the stand-ins. */
  readonly originals: ReadonlyMap<string, string>;
}

/**
 * A string, and the colon behind it if it is a key. A string without an end matches as well. Otherwise the search would
 * start again at each quote inside it.
 */
const stringToken = /"[^"\\]*(?:\\.[^"\\]*)*(?:"(\s*:)?)?/gs;

/** A character of private use. Every stand-in begins with it, and no other key does. */
const mark = "\uE000";
/** A key that JSON must escape (RFC 8259, section 7), or that looks like a stand-in. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON must escape these characters.
const needsStandIn = /["\\\u0000-\u001f\uE000]/;

/** The text of a string token. Undefined if it is no JSON: the parser refuses the whole text then. */
function decode(token: string): string | undefined {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}
