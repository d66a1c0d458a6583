import { mintToken } from "../../lib/authentication/schemes/minted-token.ts";

export interface YotiTokenOptions {
  /** Of the source's secret: 32 bytes or more of text, such as `openssl rand -base64 32` prints. */
  readonly sessionKey: string;
  /** Your own id of the person or case: 1 to 48 bytes in UTF-8. It becomes the events' `references.customer`, proved. */
  readonly reference: string;
  /** In whole seconds, rounded down. Yoti's notifications can be days late: the session's life and 16 days. */
  readonly expiresAt: Date;
}

/**
 * Mints the `auth_token` of one Yoti session, of at most 160 characters, for `auth_type` `BASIC` or `BEARER`. Throws a
 * `RangeError` that says which option is wrong.
 *
 * @example
 * mintYotiToken({ sessionKey, reference: "case-4711", expiresAt: new Date(Date.now() + 30 * 86_400_000) });
 */
export function mintYotiToken({ sessionKey, reference, expiresAt }: YotiTokenOptions): string {
  // A number of seconds that was taken for milliseconds ends here.
  if (expiresAt <= new Date()) throw new RangeError("expiresAt has to be in the future");
  return mintToken(sessionKey, { reference, expiresAt });
}
