import * as v from "valibot";
import type { Delivery } from "../../delivery/delivery.ts";
import { equalInConstantTime } from "../constant-time.ts";
import { authentic, type SecretScheme, type Verdict } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";
import { basicChallenge, bearerChallenge, readCredential } from "./authorization-header.ts";
import { openToken } from "./minted-token.ts";

const settingsSchema = v.strictObject({
  /** Accepts the shared token while its sessions live. */
  alsoStatic: v.optional(v.boolean(), false),
});

/**
 * A token that you minted for one session, as Basic or Bearer. Your signature proves the caller and the session's
 * reference. Both notations carry the same token, so neither weakens the other (ADR 7).
 */
export function sessionToken<Credentials>(recipe: {
  readonly sessionKey: (credentials: Credentials) => string | undefined;
  readonly staticToken: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials, v.InferOutput<typeof settingsSchema>> {
  return {
    needs: "secret",
    challenge: `${basicChallenge}, ${bearerChallenge}`,
    settings: settingsSchema,
    prepare({ alsoStatic }, credentials) {
      const key = recipe.sessionKey(credentials);
      const token = alsoStatic ? recipe.staticToken(credentials) : undefined;
      if (key === undefined && token === undefined) throw new UnusableSecret("field_missing");
      return (delivery, now) => verify(readToken(delivery), { key, token }, now);
    },
  };
}

/** An undefined field accepts nothing. */
interface Accepted {
  readonly key: string | undefined;
  readonly token: string | undefined;
}

function verify(shown: string | undefined, { key, token }: Accepted, now: Date): Verdict {
  if (shown === undefined) return "credential_missing";
  if (token !== undefined && equalInConstantTime(shown, token)) return authentic;
  const claims = key === undefined ? undefined : openToken(key, shown);
  if (claims === undefined) return "token_invalid";
  // Your own clocks mint and check: no tolerance.
  return now < claims.expiresAt ? { proven: { reference: claims.reference } } : "token_expired";
}

/** Decoding is cheap: API Gateway limits headers to 10,240 bytes. */
function readToken(delivery: Delivery): string | undefined {
  const encoded = readCredential(delivery, ["basic"]);
  return encoded === undefined ? readCredential(delivery, ["bearer"]) : decodeBasic(encoded);
}

/** RFC 7617, section 2, in UTF-8. Other spellings of the bytes are refused. */
function decodeBasic(encoded: string): string {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return Buffer.from(text).toString("base64") === encoded ? text : "";
}
