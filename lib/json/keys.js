/**
 * Takes the escapes out of the keys of a JSON text, so that no escaped key ever reaches `JSON.parse`.
 *
 * V8 resolves an escaped key through the shapes of objects that it parsed before, and can return a key of one of
 * those instead (https://github.com/nodejs/node/issues/63785, in Node 24 and 26): a stranger's body could change what
 * a vendor's body is read as. Strings that are values are not affected.
 */
export function unescapeKeys(text) {
  const originals = new Map();
  if (!text.includes("\\")) return { text, originals };
  const unescaped = text.replace(stringToken, (token, colon) => {
    const key = colon === undefined ? undefined : decode(token.slice(0, -colon.length));
    if (key === undefined) return token;
    if (!needsStandIn.test(key)) return `"${key}"${colon}`;
    const name = mark + Buffer.from(key, "utf16le").toString("hex");
    originals.set(name, key);
    return `"${name}"${colon}`;
  });
  return { text: unescaped, originals };
}
/**
 * A string, and the colon behind it if it is a key. From left to right, every match outside a string starts one. A
 * string without an end is a match as well: were it none, the search would start again at each quote inside it.
 */
const stringToken = /"[^"\\]*(?:\\.[^"\\]*)*(?:"(\s*:)?)?/gs;
/** A character of private use, with which every stand-in begins, and no other key that is parsed. */
const mark = "\uE000";
/** A key that JSON cannot write without an escape (RFC 8259, section 7), or that could be taken for a stand-in. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that JSON has to escape.
const needsStandIn = /["\\\u0000-\u001f\uE000]/;
/** The text of a string token; undefined if it is no JSON, which the parser will say of the whole. */
function decode(token) {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}
