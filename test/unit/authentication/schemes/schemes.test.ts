import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../../../../lib/authentication/authenticator.ts";
import type { Scheme } from "../../../../lib/authentication/scheme.ts";
import { anyOf } from "../../../../lib/authentication/schemes/any-of.ts";
import { basic } from "../../../../lib/authentication/schemes/basic.ts";
import { bearer } from "../../../../lib/authentication/schemes/bearer.ts";
import { clientCertificate } from "../../../../lib/authentication/schemes/client-certificate.ts";
import { jwt } from "../../../../lib/authentication/schemes/jwt.ts";
import { refuseAll } from "../../../../lib/authentication/schemes/refuse-all.ts";
import { sessionToken } from "../../../../lib/authentication/schemes/session-token.ts";
import { sharedSecretHeader } from "../../../../lib/authentication/schemes/shared-secret-header.ts";
import { signedBody } from "../../../../lib/authentication/schemes/signed-body.ts";
import { signedFields } from "../../../../lib/authentication/schemes/signed-fields.ts";
import { sourceAddress } from "../../../../lib/authentication/schemes/source-address.ts";
import { createClock } from "../../../support/clock.ts";
import { aDelivery } from "../../../support/deliveries.ts";
import { headerValue } from "../../arbitraries.ts";
import { countingSecrets } from "../counting-secrets.ts";
import { verifyOpen } from "../verify-scheme.ts";

const asBasic = basic({ credential: String });
const asBearer = bearer({ token: String });
const ownFields = () => ({});
const schemes: Readonly<Record<string, Scheme<unknown>>> = {
  basic: asBasic,
  bearer: asBearer,
  anyOf: anyOf(asBasic, asBearer),
  sessionToken: sessionToken({ sessionKey: String, staticToken: String }),
  jwt: jwt({ algorithm: "RS256", schemeWords: [], issuers: ["i"], publicKey: String }),
  sharedSecretHeader: sharedSecretHeader({ header: "x-key", secret: String }),
  signedBody: signedBody({ header: "x-signature", encoding: "hex", key: String }),
  signedFields: signedFields({
    hash: "sha256",
    signature: "s",
    fields: [],
    ownFields,
    secretFields: ownFields,
  }),
  refuseAll: refuseAll(),
  sourceAddress: sourceAddress(),
  clientCertificate: clientCertificate(),
};

it.each(Object.entries(schemes))("%s throws at a setting that it does not have", (_, { settings }) => {
  for (const wrong of [{ header: "x" }, undefined]) expect(v.is(settings, wrong)).toBe(false);
});

// RFC 9110, section 11.6.1: a scheme and a realm, or a list of them; RFC 7617, section 2.1; RFC 6750, section 3.
const [basicChallenge, bearerChallenge] = [
  'Basic realm="notifications", charset="UTF-8"',
  'Bearer realm="notifications"',
];
it.each([
  ["basic", basicChallenge],
  ["bearer", bearerChallenge],
  ["anyOf", `${basicChallenge}, ${bearerChallenge}`],
  ["sessionToken", `${basicChallenge}, ${bearerChallenge}`],
  ["jwt", bearerChallenge],
  ["sharedSecretHeader", 'SharedSecret realm="notifications"'],
  ["signedBody", 'SignedBody realm="notifications"'],
  ["signedFields", 'SignedFields realm="notifications"'],
])("%s challenges with %s", (name, challenge) => {
  expect(schemes[name]).toMatchObject({ needs: "secret", challenge });
});

describe("refuseAll", () => {
  it("refuses whatever a delivery shows", async () => {
    const names = fc.constantFrom("authorization", "secret", "x-api-key", "x-signature");
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, headerValue), fc.string(), async (headers, body) => {
        expect(await verifyOpen(refuseAll(), {}, { headers, body })).toBe("authentication_undecided");
      }),
    );
  });

  it("refuses beside a scheme that passes, and asks no store for a secret", async () => {
    const secrets = countingSecrets(["s"]);
    const settings = { sourceAddress: { ranges: ["203.0.113.7"] }, refuseAll: {} };
    const { authenticate } = createAuthenticator(
      { credentials: v.unknown(), authentication: schemes },
      settings,
    );
    const result = await authenticate(aDelivery(), secrets, createClock().now());
    expect(result).toEqual({ ok: false, code: "authentication_undecided" });
    expect(secrets.calls).toEqual([]);
  });
});
