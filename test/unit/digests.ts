import { createHash } from "node:crypto";

/** An identity's form: UTF-16LE. */
export function sha256Of(...pieces: readonly string[]): string {
  return createHash("sha256").update(pieces.join(""), "utf16le").digest("hex");
}
