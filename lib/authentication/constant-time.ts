import { hash, timingSafeEqual } from "node:crypto";

/**
 * Takes a time that depends on neither text. Both are hashed first: `timingSafeEqual` needs equal lengths, and a
 * secret's length is secret.
 */
export function equalInConstantTime(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

/** UTF-16: UTF-8 would write all surrogate halves alike. */
function sha256(text: string): Buffer {
  return hash("sha256", Buffer.from(text, "utf16le"), "buffer");
}
