import { createHash } from "node:crypto";

/** An identity's form: texts in UTF-16LE, lengths such as `3:` in ASCII. */
export function sha256Of(...pieces: readonly string[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(Buffer.from(piece, /^\d+:$/.test(piece) ? "ascii" : "utf16le"));
  return hash.digest("hex");
}
