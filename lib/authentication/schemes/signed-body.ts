import { createHmac } from "node:crypto";
import { equalInConstantTime } from "../constant-time.ts";
import { authentic, type NoSettings, noSettings, type SecretScheme } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";

export interface SignedBodyRecipe<Credentials> {
  /** The header that holds the signature, in lower case. */
  readonly header: string;
  /** How the vendor writes the 32 bytes of the digest: in lower-case hexadecimal, or in base64 with its padding. */
  readonly encoding: "hex" | "base64";
  /** The text before the digest, such as `sha256=`. */
  readonly prefix?: string | undefined;
  /** The key. Text counts as UTF-8. If the vendor hands out an encoded key, decode it here. */
  readonly key: (credentials: Credentials) => string | Uint8Array;
}

/**
 * HMAC-SHA256 (RFC 2104) over the whole body, in a header
 * (https://documentation.identity.entrust.com/api/manual-webhook-signature-verification/, read 2026-11-21).
 *
 * A match proves the sender and every byte of the body. Without the key, a stranger can compute the digest of no other
 * text, nor of a longer one: the outer hash of RFC 2104, section 2, prevents length extension. The digest covers the
 * bytes as they came, before the intake parses them. A match does not prove the time: a repeat of the same delivery
 * passes, and is a duplicate.
 *
 * Only one text matches, so nothing is decoded: upper-case digits, white space and two joined headers are refused.
 * Anybody can sign with an empty key, so the secret is unusable then.
 */
export function signedBody<Credentials>(
  recipe: SignedBodyRecipe<Credentials>,
): SecretScheme<Credentials, NoSettings> {
  const { header, encoding, prefix = "" } = recipe;
  return {
    needs: "secret",
    challenge: 'SignedBody realm="notifications"',
    settings: noSettings,
    prepare(_, credentials) {
      const key = recipe.key(credentials);
      if (key.length === 0) throw new UnusableSecret("too_short");
      return (delivery) => {
        const given = delivery.headers[header];
        if (given === undefined) return "signature_missing";
        const digest = createHmac("sha256", key).update(delivery.body).digest(encoding);
        return equalInConstantTime(given, `${prefix}${digest}`) ? authentic : "signature_mismatch";
      };
    },
  };
}
