import * as v from "valibot";
import { equalInConstantTime } from "../constant-time.ts";
import { authentic, type SecretScheme, type Verdict } from "../scheme.ts";
import { UnusableSecret } from "../unusable-secret.ts";
import { readToken, tokenChallenge } from "./authorization-header.ts";
import { openToken } from "./minted-token.ts";

const settingsSchema = v.strictObject({
  /** Accepts the shared token while its sessions live. */
  alsoStatic: v.optional(v.boolean(), false),
});

/**
 * A token that you minted for one session, as Basic or Bearer. Your signature proves the caller and the session's
 * reference.
 */
export function sessionToken<Credentials>(recipe: {
  readonly sessionKey: (credentials: Credentials) => string | undefined;
  readonly staticToken: (credentials: Credentials) => string | undefined;
}): SecretScheme<Credentials, v.InferOutput<typeof settingsSchema>> {
  return {
    needs: "secret",
    challenge: tokenChallenge,
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
