/** The longest id that is put into a path, in characters. */
const maxIdLength = 256;

/**
 * A path to a result, with a notification's ids in it. Undefined if an id is missing or cannot be one segment. Each stays
 * one segment whatever the vendor sent: no `/`, `?` or `#` survives the encoding.
 */
export function resultPath(
  parts: TemplateStringsArray,
  ...ids: readonly (string | null)[]
): string | undefined {
  const segments = ids.map(segmentOf);
  return segments.includes(undefined) ? undefined : String.raw({ raw: parts }, ...segments);
}

/** Encoding does not help `..`: a URL parser reads `%2E%2E` the same (https://url.spec.whatwg.org/#double-dot-path-segment). */
function segmentOf(id: string | null): string | undefined {
  if (id === null || ["", ".", ".."].includes(id)) return undefined;
  // encodeURIComponent throws at half of a surrogate pair.
  if (id.length > maxIdLength || !id.isWellFormed()) return undefined;
  return encodeURIComponent(id);
}
