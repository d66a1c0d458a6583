/**
 * Removes escapes from a JSON text's keys, so no escaped key reaches `JSON.parse`.
 *
 * For an escaped key, V8 can return a key of an earlier object (https://github.com/nodejs/node/issues/63785, in Node
 * 24 and 26). A stranger's body could change the reading of a vendor's body. String values are not affected.
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
  /** Keys by stand-in. */
  readonly originals: ReadonlyMap<string, string>;
}

/**
 * A string, with the colon after a key. Unterminated strings match too. Otherwise the search would restart at each
 * quote inside them.
 */
const stringToken = /"[^"\\]*(?:\\.[^"\\]*)*(?:"(\s*:)?)?/gs;

/** A private-use character. Every stand-in begins with it, and no other key does. */
const mark = "\uE000";
/** Must be escaped (RFC 8259, section 7), or resembles a stand-in. */
// oxlint-disable-next-line no-control-regex -- JSON must escape these characters.
const needsStandIn = /["\\\u0000-\u001f\uE000]/;

/** Undefined for invalid JSON. The parser then refuses the whole text. */
function decode(token: string): string | undefined {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}
