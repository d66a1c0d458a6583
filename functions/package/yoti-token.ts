import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";

export interface YotiTokenOptions {
  /** The `sessionKey` of the source's secret: text of 32 bytes or more, such as `openssl rand -base64 32` prints. */
  readonly sessionKey: string;
  /** Your own id of the person or case: 1 to 48 bytes in UTF-8. The events have it, proved, as `references.customer`. */
  readonly reference: string;
  /** Rounded down to whole seconds. Yoti's notifications can be days late: take the end of the session and 16 days. */
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
  // Also catches seconds that were passed as milliseconds.
  if (expiresAt <= new Date()) throw new RangeError("expiresAt has to be in the future");
  return mintToken(sessionKey, { reference, expiresAt });
}
