import { createHash } from "node:crypto";

/** SHA-256 over texts in UTF-16LE, and over lengths such as `3:` in ASCII: how an identity is written. */
export function sha256Of(...pieces: readonly string[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(Buffer.from(piece, /^\d+:$/.test(piece) ? "ascii" : "utf16le"));
  return hash.digest("hex");
}
