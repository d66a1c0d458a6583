import fc from "fast-check";
import * as v from "valibot";
import { expect, it } from "vitest";
import type { Scheme } from "../../../../lib/authentication/scheme.ts";
import { clientCertificate } from "../../../../lib/authentication/schemes/client-certificate.ts";
import { jwt } from "../../../../lib/authentication/schemes/jwt.ts";
import { refuseAll } from "../../../../lib/authentication/schemes/refuse-all.ts";
import { sessionToken } from "../../../../lib/authentication/schemes/session-token.ts";
import { sharedSecretHeader } from "../../../../lib/authentication/schemes/shared-secret-header.ts";
import { sharedToken } from "../../../../lib/authentication/schemes/shared-token.ts";
import { signedBody } from "../../../../lib/authentication/schemes/signed-body.ts";
import { signedFields } from "../../../../lib/authentication/schemes/signed-fields.ts";
import { sourceAddress } from "../../../../lib/authentication/schemes/source-address.ts";
import { anyText, headerValue } from "../../arbitraries.ts";
import { hmacByHand } from "../hmac-by-hand.ts";
import { payloadOf, tokenByHand } from "../session-tokens.ts";
import { issuer, signToken, vendorKeys } from "../tokens.ts";
import { verifyScheme } from "../verify-scheme.ts";

const text = (credential: string) => credential;
const recipe = { hash: "sha256", signature: "s", fields: [] } as const;
const schemes = {
  sharedToken: sharedToken({ token: text }),
  sessionToken: sessionToken({ sessionKey: text, staticToken: text }),
  jwt: jwt({ algorithm: "RS256", schemeWords: ["bearer"], issuers: [issuer], publicKey: text }),
  sharedSecretHeader: sharedSecretHeader({ header: "x-key", secret: text }),
  signedBody: signedBody({ header: "x-signature", encoding: "hex", key: text }),
  signedFields: signedFields({ ...recipe, ownFields: () => ({}), secretFields: () => ({}) }),
  refuseAll: refuseAll(),
  sourceAddress: sourceAddress(),
  clientCertificate: clientCertificate(),
} satisfies Readonly<Record<string, Scheme<string>>>;

it.each(Object.entries(schemes))("%s throws at a setting that it does not have", (_, { settings }) => {
  for (const wrong of [{ header: "x" }, undefined]) expect(v.is(settings, wrong)).toBe(false);
});

// RFC 9110, section 11.6.1: a scheme and a realm, or a list of them; RFC 7617, section 2.1; RFC 6750, section 3.
const bearer = 'Bearer realm="notifications"';
const both = `Basic realm="notifications", charset="UTF-8", ${bearer}`;
const secret = (challenge: string) => ({ needs: "secret", challenge });
it.each([
  ["refuseAll", { needs: "nothing" }],
  ["sourceAddress", { needs: "source-address" }],
  ["clientCertificate", { needs: "mutual-tls" }],
  ["sharedToken", secret(both)],
  ["sessionToken", secret(both)],
  ["jwt", secret(bearer)],
  ["sharedSecretHeader", secret('SharedSecret realm="notifications"')],
  ["signedBody", secret('SignedBody realm="notifications"')],
  ["signedFields", secret('SignedFields realm="notifications"')],
] as const)("%s has %j", (name, facts) => {
  expect(schemes[name]).toMatchObject(facts);
});

const key = "0123456789abcdef0123456789abcdef";
const session = tokenByHand(key, payloadOf("case-4711", new Date("2026-12-21T09:30:00Z")));

/** One space, and the scheme word in this case. Otherwise only exact texts are right. */
const inOneSpelling = (value: string) =>
  value.trim().replace(/^bearer +|^basic +/i, (word) => (/^be/i.test(word) ? "Bearer " : "Basic "));

it.each<readonly [keyof typeof schemes, string, string, string]>([
  ["sharedToken", key, "authorization", `Bearer ${key}`],
  ["sharedToken", key, "authorization", `Basic ${btoa(key)}`],
  ["sessionToken", key, "authorization", `Bearer ${session}`],
  ["jwt", vendorKeys.publicPem, "authorization", `Bearer ${signToken()}`],
  ["sharedSecretHeader", key, "x-key", key],
  ["signedBody", key, "x-signature", hmacByHand(key, "{}").toString("hex")],
])("%s accepts its credential alone, and throws at no header", async (name, secret, header, shown) => {
  const accepts = async (value: string) => {
    const verdict = await verifyScheme<string>(schemes[name], secret, { headers: { [header]: value } });
    return verdict === "authentic" || typeof verdict === "object";
  };
  expect(await accepts(shown)).toBe(true);
  const spell = header === "authorization" ? inOneSpelling : text;
  // Of a signature, jose skips white space and padding, and two bits of the last character count (RFC 4648, section 3.5).
  const signed = (value: string) =>
    inOneSpelling(value)
      .replaceAll(/(?<=\..*\..*)[\s=]/g, "")
      .slice(0, -1);
  const compared = name === "jwt" ? signed : spell;
  const near = fc
    .tuple(fc.nat(shown.length), fc.string({ maxLength: 3 }), fc.nat(3))
    .map(([index, added, removed]) => shown.slice(0, index) + added + shown.slice(index + removed));
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyText, headerValue, near), async (value) => {
      if (await accepts(value)) expect(compared(value)).toBe(compared(shown));
      else expect(spell(value)).not.toBe(shown);
    }),
    { numRuns: 500 },
  );
});
