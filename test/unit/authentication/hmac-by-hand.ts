import { createHash } from "node:crypto";

/** HMAC-SHA256 by RFC 2104, section 2, step by step, for keys of up to 64 bytes; apart from the code that it checks. */
export function hmacByHand(key: string, text: string): Buffer {
  const padded = Buffer.alloc(64);
  padded.set(Buffer.from(key));
  const pad = (byte: number) => padded.map((own) => own ^ byte);
  const inner = createHash("sha256").update(pad(0x36)).update(text).digest();
  return createHash("sha256").update(pad(0x5c)).update(inner).digest();
}
