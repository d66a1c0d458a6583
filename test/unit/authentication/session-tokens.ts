import { createHash } from "node:crypto";

/**
 * A session token by the documents (docs/operating.md, "A token for each Yoti session") and RFC 2104, section 2, step by step,
 * for keys of up to 64 bytes; apart from the code that mints and verifies.
 */
export function tokenByHand(
  key: string,
  payload: Uint8Array,
  domain = "notification-intake.session-token.v1.",
): string {
  const padded = Buffer.alloc(64);
  padded.set(Buffer.from(key));
  const [inner = "", outer = ""] = [0x36, 0x5c].map((pad) => padded.map((byte) => byte ^ pad));
  const text = Buffer.from(payload).toString("base64url");
  const digest = createHash("sha256").update(inner).update(`${domain}${text}`).digest();
  return `${text}.${createHash("sha256").update(outer).update(digest).digest("base64url")}`;
}

/** A payload with a nonce that is always the same. */
export function payloadOf(reference: string, expiresAt: Date): Buffer {
  const expiry = Buffer.alloc(4);
  expiry.writeUInt32BE(expiresAt.getTime() / 1000);
  return Buffer.concat([Buffer.alloc(16, 0xfb), expiry, Buffer.from(reference)]);
}
