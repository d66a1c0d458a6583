/** A number as JSON writes it (RFC 8259, section 6). */
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * The other texts under which the vendor may have signed a score. PHP signs a float with 14 significant digits (`precision`)
 * but sends it in JSON with up to 17 (`serialize_precision`). The page's own sample, 96.6716537476, is a 32-bit float in 12
 * digits, so 12 count only for what is such a float exactly. Trailing zeros are dropped, as both do.
 */
export function respellScore(text: string): readonly string[] {
  if (!jsonNumber.test(text)) return [];
  const score = Number(text);
  // PHP writes zero's sign, and an exponent of its own from 1e15 on and below 0.0001: no score of the page's (0 to 100).
  if (Object.is(score, -0) || Math.abs(score) >= 1e15) return [];
  if (score !== 0 && Math.abs(score) < 1e-4) return [];
  const digits = Math.fround(score) === score ? [14, 12] : [14];
  return digits.map((count) => String(Number(score.toPrecision(count))));
}
