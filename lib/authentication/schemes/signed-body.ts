import { createHmac } from "node:crypto";
import * as v from "valibot";
import { equalInConstantTime } from "../constant-time.ts";
import type { SecretScheme } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";
import { noSettings } from "./no-settings.ts";

export interface SignedBodyRecipe<Credentials> {
  /** The header that holds the signature, in lower case. */
  readonly header: string;
  /** How the vendor writes the 32 bytes of the digest: in lower-case hexadecimal, or in base64 with its padding. */
  readonly encoding: "hex" | "base64";
  /** What the vendor writes before the digest, such as `sha256=`. */
  readonly prefix?: string;
  /** The key. Text counts as UTF-8; a vendor that hands out its key encoded needs the bytes. */
  readonly key: (credentials: Credentials) => string | Uint8Array;
}

/**
 * HMAC-SHA256 (RFC 2104) over the whole body in a header, as webhooks mostly do it
 * (https://documentation.identity.entrust.com/api/manual-webhook-signature-verification/, read 2026-11-21).
 *
 * Why a match proves the sender and every byte of the body: without the key nobody can compute the digest of a text that the
 * vendor has not signed, nor of a longer one, which a plain digest would allow (the outer hash of RFC 2104, section 2). It covers the bytes as
 * they came, before anything reads them: JSON that is parsed and written again is another text. What it does not prove is
 * when the body was signed; whoever has seen a delivery can repeat it, and the repeat is a duplicate.
 *
 * One text alone is right, so that nothing is decoded: upper-case digits, white space, and two headers joined are refused. An
 * empty key, with which anybody can sign, throws when the secret is read.
 */
export function signedBody<Credentials>(recipe: SignedBodyRecipe<Credentials>): SecretScheme<Credentials> {
  const { header, encoding, prefix = "" } = recipe;
  return {
    usesSecret: true,
    challenge: 'SignedBody realm="notifications"',
    places: [{ in: "header", name: header }],
    configure(settings) {
      v.parse(noSettings, settings);
      return (credentials) => {
        const key = recipe.key(credentials);
        if (key.length === 0) throw new UnusableSecret("too_short");
        return (delivery) => {
          const given = delivery.headers[header];
          if (given === undefined) return "signature_missing";
          const digest = createHmac("sha256", key).update(delivery.body).digest(encoding);
          return equalInConstantTime(given, `${prefix}${digest}`) ? "authentic" : "signature_mismatch";
        };
      };
    },
  };
}
