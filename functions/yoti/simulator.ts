import { randomBytes, randomUUID } from "node:crypto";
import * as v from "valibot";
import { mintToken, sessionKeySchema } from "../../lib/authentication/schemes/minted-token.ts";
import { type JsonObject, stringifyJson, textOf } from "../../lib/json/json.ts";
import { digestOf } from "../../lib/source/idempotency-key.ts";
import type { Simulator } from "../../lib/source/simulator.ts";

const credentials = v.union(
  [
    v.object({ sessionKey: sessionKeySchema }),
    v.object({ token: v.string(), sessionKey: v.optional(v.undefined()) }),
  ],
  'needs "token", or a "sessionKey" of 32 bytes or more',
);
const sessionMs = 30 * 24 * 60 * 60 * 1000;

/** Yoti holds only tokens. With a `sessionKey` this mints one like your sessions'. */
export const simulator: Simulator = {
  defaultExample: "session-completion",
  createCredentials(authentication = {}) {
    const token = `yoti:${randomUUID()}`;
    const vendorSide: Record<string, string> = Object.hasOwn(authentication, "sessionToken")
      ? { token, sessionKey: randomBytes(32).toString("base64") }
      : { token };
    return { ourSide: vendorSide, vendorSide };
  },
  createRequest(body, vendorSide, now) {
    const token = tokenOf(body, v.parse(credentials, vendorSide), now);
    return {
      path: "",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(token, "utf8").toString("base64")}`,
      },
      body: stringifyJson(body),
    };
  },
  about: (body, uuid) => ({ ...body, session_id: uuid }),
  success: () => "",
  unlisted: { topic: "never_heard_of" },
  // Repeats are not published. Expect one attempt.
  retry: { intervalsSeconds: [], isDone: () => true },
};

/** The token of this notification's session. */
function tokenOf(body: JsonObject, vendorSide: v.InferOutput<typeof credentials>, now: Date): string {
  if (vendorSide.sessionKey === undefined) return vendorSide.token;
  const reference = `case-${digestOf(textOf(body.session_id) ?? "").slice(0, 12)}`;
  return mintToken(vendorSide.sessionKey, { reference, expiresAt: new Date(now.getTime() + sessionMs) });
}
