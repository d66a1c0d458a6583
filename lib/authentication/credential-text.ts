import * as v from "valibot";
import type { SecretFault } from "./unusable-secret.ts";

/** A shorter credential is guessed soon. */
const minCharacters = 8;

/**
 * A credential that a request can carry. HTTP strips outer white space (RFC 9110, section 5.5). Basic forbids control
 * characters (RFC 7617, section 2). Half a surrogate pair has no bytes.
 */
export const credentialText = v.pipe(
  v.string(),
  v.check((text) => text === text.trim(), "white_space" satisfies SecretFault),
  v.check(isSendable, "unsendable_character" satisfies SecretFault),
  v.minLength(minCharacters, "too_short" satisfies SecretFault),
);

/** Unencoded header characters (RFC 9110, section 5.5). */
export const headerText = v.pipe(
  credentialText,
  v.check((text) => !/[^\0-\xFF]/.test(text), "unsendable_character" satisfies SecretFault),
);

/** Has bytes in UTF-8, and no control character. */
export function isSendable(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}
