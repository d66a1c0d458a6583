import { hmacByHand } from "./hmac-by-hand.ts";

const sessionDomain = "notification-intake.session-token.v1.";

/** By the documents (docs/operating.md, "A token for each Yoti session"). */
export function tokenByHand(key: string, payload: Uint8Array, domain = sessionDomain): string {
  const text = Buffer.from(payload).toString("base64url");
  return `${text}.${hmacByHand(key, `${domain}${text}`).toString("base64url")}`;
}

/** The nonce is always the same. */
export function payloadOf(reference: string, expiresAt: Date): Buffer {
  const expiry = Buffer.alloc(4);
  expiry.writeUInt32BE(expiresAt.getTime() / 1000);
  return Buffer.concat([Buffer.alloc(16, 0xfb), expiry, Buffer.from(reference)]);
}
