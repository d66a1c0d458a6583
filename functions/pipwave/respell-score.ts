/**
 * The other texts under which the vendor may have signed a score. PHP signs a float with 14 significant digits
 * (`precision`) but sends it in JSON with up to 17 (`serialize_precision`); the page's own sample, 96.6716537476, is a
 * 32-bit float in 12 digits. Trailing zeros are dropped, as both do.
 */
export function respellScore(text: string): readonly string[] {
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return [];
  const score = Number(text);
  // Below 0.0001 PHP changes to its exponent notation; no score that the page describes (0 to 100) comes there but 0.
  if (!Number.isFinite(score) || (score !== 0 && Math.abs(score) < 1e-4)) return [];
  return [14, 12].map((digits) => String(Number(score.toPrecision(digits))));
}
