/**
 * The first characters of a text, none of them changed. A copy: what V8's `slice` makes keeps the whole text in memory,
 * and a stranger's body may have ten megabytes.
 */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  return Buffer.from(text.slice(0, maxCharacters), "utf16le").toString("utf16le");
}
