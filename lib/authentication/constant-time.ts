import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares two texts in a time that depends on neither. It hashes both first: `timingSafeEqual` needs equal lengths,
 * and the length of a secret is part of the secret.
 */
export function equalInConstantTime(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

/** UTF-16 keeps every text apart. UTF-8 would write each half of a surrogate pair as the same bytes. */
function sha256(text: string): Buffer {
  return createHash("sha256").update(text, "utf16le").digest();
}
