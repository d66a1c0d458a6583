import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";

export interface YotiTokenOptions {
  /** The source secret's `sessionKey`: at least 32 bytes of text, as from `openssl rand -base64 32`. */
  readonly sessionKey: string;
  /** Your id of the person or case, 1 to 48 bytes of UTF-8. Events have it, proven, as `references.customer`. */
  readonly reference: string;
  /** Rounded down to seconds. Take the session's end plus 16 days: notifications can be days late. */
  readonly expiresAt: Date;
}

/**
 * Mints the `auth_token` of one Yoti session, for `auth_type` `BASIC` or `BEARER`. It has at most 160 characters.
 * Throws a `RangeError` that names the wrong option.
 *
 * @example
 * mintYotiToken({ sessionKey, reference: "case-4711", expiresAt: new Date(Date.now() + 30 * 86_400_000) });
 */
export function mintYotiToken({ sessionKey, reference, expiresAt }: YotiTokenOptions): string {
  // Also catches seconds passed as milliseconds.
  if (expiresAt <= new Date()) throw new RangeError("expiresAt has to be in the future");
  return mintToken(sessionKey, { reference, expiresAt });
}
