import { createHash } from "node:crypto";

/** HMAC-SHA256 by RFC 2104, section 2, for keys of up to 64 bytes. */
export function hmacByHand(key: string, text: string): Buffer {
  const padded = Buffer.alloc(64);
  padded.set(Buffer.from(key));
  const pad = (byte: number) => padded.map((own) => own ^ byte);
  const inner = createHash("sha256").update(pad(0x36)).update(text).digest();
  return createHash("sha256").update(pad(0x5c)).update(inner).digest();
}
