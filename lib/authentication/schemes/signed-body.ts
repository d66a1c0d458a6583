import { createHmac } from "node:crypto";
import { equalInConstantTime } from "../constant-time.ts";
import { authentic, type NoSettings, noSettings, type SecretScheme } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";

export interface SignedBodyRecipe<Credentials> {
  /** The signature's header, in lower case. */
  readonly header: string;
  /** Lower-case hexadecimal, or padded base64. */
  readonly encoding: "hex" | "base64";
  /** Precedes the digest, such as `sha256=`. */
  readonly prefix?: string | undefined;
  /** Text counts as UTF-8. Decode encoded keys here. */
  readonly key: (credentials: Credentials) => string | Uint8Array;
}

/**
 * HMAC-SHA256 (RFC 2104) over the whole body, in a header
 * (https://documentation.identity.entrust.com/api/manual-webhook-signature-verification/, read 2026-11-21).
 *
 * A match proves the sender and every byte of the body. Without the key, a stranger cannot compute another text's
 * digest. The outer hash prevents length extension (RFC 2104, section 2). The digest covers the bytes before parsing.
 * A match does not prove the time: a repeated delivery passes and is a duplicate.
 *
 * Only one text matches, so nothing is decoded. Upper-case digits, white space and joined headers are refused. Anyone
 * can sign with an empty key, so an empty key is unusable.
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
