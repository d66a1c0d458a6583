import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { createAuthenticator } from "../../../lib/authentication/authenticator.ts";
import { noSettings, type Scheme, type Verifier } from "../../../lib/authentication/scheme.ts";
import { anyOf } from "../../../lib/authentication/schemes/any-of.ts";
import { basic } from "../../../lib/authentication/schemes/basic.ts";
import { bearer } from "../../../lib/authentication/schemes/bearer.ts";
import { jwt } from "../../../lib/authentication/schemes/jwt.ts";
import { sessionToken } from "../../../lib/authentication/schemes/session-token.ts";
import { sharedSecretHeader } from "../../../lib/authentication/schemes/shared-secret-header.ts";
import { sourceAddress } from "../../../lib/authentication/schemes/source-address.ts";
import { IntakeError } from "../../../lib/delivery/intake-error.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";
import { countingSecrets } from "./counting-secrets.ts";

const { now } = createClock();
const definitionOf = (authentication: Readonly<Record<string, Scheme<unknown>>>) => ({
  credentials: v.unknown(),
  authentication,
});
const schemes = definitionOf({
  sharedSecret: sharedSecretHeader({ header: "x-secret", secret: String }),
  otherSecret: sharedSecretHeader({ header: "x-other", secret: String }),
  sourceAddress: sourceAddress(),
  basic: basic({ credential: String }),
  bearer: bearer({ token: String }),
  either: anyOf(basic({ credential: String }), bearer({ token: String })),
  jwt: jwt({ algorithm: "RS256", schemeWords: ["bearer"], issuers: ["i"], publicKey: String }),
  sessionToken: sessionToken({ sessionKey: String, staticToken: String }),
});
const address = { sourceAddress: { ranges: ["192.0.2.0/24"] } };
const inside = { sourceAddress: "192.0.2.7" };
const outside = { sourceAddress: "203.0.113.7" };
const secret = { headers: { "x-secret": "s" } };

async function authenticate(settings: object, parts: DeliveryParts, secrets = countingSecrets(["s"])) {
  const authenticator = createAuthenticator(schemes, { ...settings });
  const result = await authenticator.authenticate(aDelivery(parts), secrets, now());
  return { verdict: result.ok ? "authentic" : result.code, calls: secrets.calls };
}

describe("createAuthenticator", () => {
  it.each([
    "{}",
    '{"nobody":{}}',
    '{"__proto__":{}}',
    '{"toString":{},"sharedSecret":{}}',
    '{"SharedSecret":{}}',
    // Both read Authorization, so no delivery could pass both.
    '{"basic":{},"bearer":{}}',
    '{"bearer":{},"jwt":{}}',
    '{"either":{},"jwt":{}}',
    '{"basic":{},"sessionToken":{}}',
  ])("throws at the settings %s", (settings) => {
    const code = "configuration_invalid";
    const message = expect.stringMatching(/least one|named|choose one of (basic|bearer|either), /);
    expect(() => createAuthenticator(schemes, JSON.parse(settings))).toThrow(
      expect.objectContaining({ code, message }),
    );
  });

  it.each([{ sourceAddress: {} }, { sharedSecret: { header: "x" } }, { sharedSecret: null }])(
    "throws at %j, which the scheme refuses",
    (settings) => {
      expect(() => createAuthenticator(schemes, settings)).toThrow();
    },
  );

  it("says whether it needs a secret, and what a 401 asks for", () => {
    expect(createAuthenticator(schemes, address)).toMatchObject({ usesSecret: false, challenge: "" });
    // RFC 9110, section 11.6.1: a list of challenges.
    const challenge = 'Bearer realm="notifications", SharedSecret realm="notifications"';
    const both = createAuthenticator(schemes, { bearer: {}, ...address, sharedSecret: {} });
    expect(both).toMatchObject({ usesSecret: true, challenge });
  });
});

describe("authenticate", () => {
  const both = { sharedSecret: {}, ...address };

  it.each([
    ["both", { ...inside, ...secret }, "authentic", ["read"]],
    ["the address alone", inside, "credential_missing", ["read"]],
    [
      "a wrong secret",
      { ...inside, headers: { "x-secret": "t" } },
      "credential_mismatch",
      ["read", "reread"],
    ],
    // A stranger's address costs no call of Secrets Manager.
    ["the secret alone", { ...outside, ...secret }, "address_not_allowed", []],
    ["neither", outside, "address_not_allowed", []],
  ])("asks for all that is configured of a delivery with %s", async (_, parts, verdict, calls) => {
    expect(await authenticate(both, parts)).toEqual({ verdict, calls });
    expect(await authenticate({ ...address, sharedSecret: {} }, parts)).toEqual({ verdict, calls });
  });

  it.each([
    ["both secrets", { "x-secret": "s", "x-other": "s" }, "authentic"],
    ["the first", { "x-secret": "s" }, "credential_missing"],
    ["the second", { "x-other": "s" }, "credential_missing"],
    ["secrets of two versions", { "x-secret": "s", "x-other": "old" }, "credential_mismatch"],
    ["two secrets of the version before", { "x-secret": "old", "x-other": "old" }, "authentic"],
  ])("gives the verdict on %s where two are configured", async (_, headers, expected) => {
    const settings = { sharedSecret: {}, otherSecret: {} };
    const { verdict } = await authenticate(settings, { headers }, countingSecrets(["s", "old"]));
    expect(verdict).toBe(expected);
  });

  it("reads no secret where no scheme uses one", async () => {
    expect(await authenticate(address, inside)).toEqual({ verdict: "authentic", calls: [] });
  });

  it("returns the delivery that it verified", async () => {
    const delivery = aDelivery(inside);
    const authenticator = createAuthenticator(schemes, address);
    const result = await authenticator.authenticate(delivery, countingSecrets([]), now());
    expect(result).toEqual({ ok: true, delivery: { ...delivery, proven: {} } });
  });

  it("hands every verifier the delivery and the time", async () => {
    const verifier = vi.fn<Verifier>().mockResolvedValue("certificate_expired");
    const witness: Scheme<unknown> = { needs: "nothing", settings: noSettings, prepare: () => verifier };
    const delivery = aDelivery();
    const authenticator = createAuthenticator(definitionOf({ witness }), { witness: {} });
    const result = await authenticator.authenticate(delivery, countingSecrets([]), now());
    expect(result).toEqual({ ok: false, code: "certificate_expired" });
    expect(verifier.mock.calls).toEqual([[delivery, now()]]);
  });

  const throwing = (error: unknown) => () => {
    throw error;
  };
  it.each<readonly [string, Verifier]>([
    ["throws", throwing(new TypeError("broken"))],
    ["throws what is no error", throwing("broken")],
    ["rejects", () => Promise.reject(new TypeError("broken"))],
    ["throws an error of the intake's", throwing(new IntakeError("unexpected", "broken"))],
  ])("refuses where a check %s, with a secret or without", async (_, verifier) => {
    const facts = { settings: noSettings, prepare: () => verifier };
    const withSecret = { ...facts, needs: "secret", challenge: "" } as const;
    const broken: Record<string, Scheme<unknown>> = {
      open: { ...facts, needs: "nothing" },
      withSecret,
      either: anyOf<unknown>(withSecret, withSecret),
    };
    for (const name of Object.keys(broken)) {
      const authenticator = createAuthenticator(definitionOf(broken), { [name]: {} });
      const result = await authenticator.authenticate(aDelivery(), countingSecrets(["s"]), now());
      expect(result).toEqual({ ok: false, code: "verification_failed" });
    }
  });

  it("throws where the secret cannot be read: that is no fault of the delivery", async () => {
    const out = new IntakeError("secret_unavailable", "out");
    const secrets = { read: () => Promise.reject(out), reread: () => Promise.reject(out) };
    const authenticator = createAuthenticator(schemes, { sharedSecret: {} });
    await expect(authenticator.authenticate(aDelivery(secret), secrets, now())).rejects.toBe(out);
  });
});
