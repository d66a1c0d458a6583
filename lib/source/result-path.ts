/** In characters. */
const maxIdLength = 256;

/**
 * A result's path with a notification's ids. Undefined for a missing or impossible id. Each id stays one segment whatever the
 * vendor sent: no `/`, `?` or `#` survives the encoding.
 */
export function resultPath(
  parts: TemplateStringsArray,
  ...ids: readonly (string | null)[]
): string | undefined {
  const segments = ids.map(segmentOf);
  return segments.includes(undefined) ? undefined : String.raw({ raw: parts }, ...segments);
}

/**
 * Encoding does not stop `..`: URL parsers read `%2E%2E` the same (https://url.spec.whatwg.org/#double-dot-path-segment).
 */
function segmentOf(id: string | null): string | undefined {
  if (id === null || ["", ".", ".."].includes(id)) return undefined;
  // encodeURIComponent throws at half a surrogate pair.
  if (id.length > maxIdLength || !id.isWellFormed()) return undefined;
  return encodeURIComponent(id);
}
