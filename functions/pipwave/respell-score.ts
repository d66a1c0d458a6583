/** A JSON number (RFC 8259, section 6). */
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Other spellings of a score that the vendor may have signed. PHP signs 14 significant digits (`precision`) and writes JSON
 * with up to 17 (`serialize_precision`), without trailing zeros. The page's sample, 96.6716537476, is a 32-bit float in 12
 * digits, so 12 digits count only for exact 32-bit floats.
 */
export function respellScore(text: string): readonly string[] {
  if (!jsonNumber.test(text)) return [];
  const score = Number(text);
  // PHP writes these differently. Published scores (0 to 100) need none.
  if (Object.is(score, -0) || Math.abs(score) >= 1e15) return [];
  if (score !== 0 && Math.abs(score) < 1e-4) return [];
  const digits = Math.fround(score) === score ? [14, 12] : [14];
  return digits.map((count) => String(Number(score.toPrecision(count))));
}
