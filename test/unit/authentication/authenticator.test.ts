import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { createAuthenticator } from "../../../lib/authentication/authenticator.ts";
import { noSettings, type Scheme, type Verifier } from "../../../lib/authentication/scheme.ts";
import { jwt } from "../../../lib/authentication/schemes/jwt.ts";
import { refuseAll } from "../../../lib/authentication/schemes/refuse-all.ts";
import { sessionToken } from "../../../lib/authentication/schemes/session-token.ts";
import { sharedSecretHeader } from "../../../lib/authentication/schemes/shared-secret-header.ts";
import { sharedToken } from "../../../lib/authentication/schemes/shared-token.ts";
import { sourceAddress } from "../../../lib/authentication/schemes/source-address.ts";
import { IntakeError } from "../../../lib/delivery/intake-error.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { countingSecrets } from "./counting-secrets.ts";

const { now } = createClock();
const schemes: Readonly<Record<string, Scheme<unknown>>> = {
  sharedSecret: sharedSecretHeader({ header: "x-secret", secret: String }),
  otherSecret: sharedSecretHeader({ header: "x-other", secret: String }),
  sourceAddress: sourceAddress(),
  refuseAll: refuseAll(),
  token: sharedToken({ token: String }),
  jwt: jwt({ algorithm: "RS256", schemeWords: ["bearer"], issuers: ["i"], publicKey: String }),
  sessionToken: sessionToken({ sessionKey: String, staticToken: String }),
};
const create = (settings: object, authentication = schemes) =>
  createAuthenticator({ credentials: v.unknown(), authentication }, { ...settings });

const address = { sourceAddress: { ranges: ["192.0.2.0/24"] } };
const inside = { sourceAddress: "192.0.2.7" };
const outside = { sourceAddress: "203.0.113.7" };
const secret = { headers: { "x-secret": "s" } };
const wrongSecret = { headers: { "x-secret": "t" } };

describe("createAuthenticator", () => {
  it.each([
    ["{}", "a source needs at least one authentication"],
    ['{"nobody":{}}', 'there is no authentication named "nobody"'],
    ['{"__proto__":{}}', 'there is no authentication named "__proto__"'],
    ['{"toString":{},"sharedSecret":{}}', 'there is no authentication named "toString"'],
    ['{"SharedSecret":{}}', 'there is no authentication named "SharedSecret"'],
    // No delivery could pass both.
    ['{"token":{},"jwt":{}}', "choose one of token, jwt: both read Authorization"],
    ['{"sessionToken":{},"token":{}}', "choose one of sessionToken, token: both read Authorization"],
  ])("throws at the settings %s: %s", (settings, message) => {
    const error = { code: "configuration_invalid", message };
    expect(() => create(JSON.parse(settings))).toThrow(expect.objectContaining(error));
  });

  const refusedSettings = [{ sourceAddress: {} }, { sharedSecret: { header: "x" } }, { sharedSecret: null }];
  it.each(refusedSettings)("throws at %j, which the scheme refuses", (settings) => {
    expect(() => create(settings)).toThrow();
  });

  it("says whether it needs a secret, and what a 401 asks for", () => {
    expect(create(address)).toMatchObject({ usesSecret: false, challenge: "" });
    // RFC 9110, section 11.6.1: a list of challenges.
    const challenge = 'Bearer realm="notifications", SharedSecret realm="notifications"';
    expect(create({ jwt: {}, ...address, sharedSecret: {} })).toMatchObject({ usesSecret: true, challenge });
  });
});

describe("authenticate", () => {
  const both = { sharedSecret: {}, ...address };
  const undecided = { refuseAll: {}, ...address };
  const twoSecrets = { sharedSecret: {}, otherSecret: {} };
  const shown = (first: string, second: string) => ({ headers: { "x-secret": first, "x-other": second } });

  it.each([
    ["both of two", both, { ...inside, ...secret }, "authentic", ["read"]],
    ["the address alone", both, inside, "credential_missing", ["read"]],
    ["a wrong secret", both, { ...inside, ...wrongSecret }, "credential_mismatch", ["read", "reread"]],
    // A stranger's address costs no call of Secrets Manager.
    ["the secret alone", both, { ...outside, ...secret }, "address_not_allowed", []],
    ["neither", both, outside, "address_not_allowed", []],
    ["the address where no scheme uses a secret", address, inside, "authentic", []],
    ["the address where no scheme is chosen yet", undecided, inside, "authentication_undecided", []],
    ["two secrets", twoSecrets, shown("s", "s"), "authentic", ["read"]],
    ["the first of two", twoSecrets, secret, "credential_missing", ["read"]],
    ["the second of two", twoSecrets, { headers: { "x-other": "s" } }, "credential_missing", ["read"]],
    ["two of different versions", twoSecrets, shown("s", "old"), "credential_mismatch", ["read", "reread"]],
    ["two of the version before", twoSecrets, shown("old", "old"), "authentic", ["read"]],
  ])("gives the verdict on %s", async (_, settings, parts, verdict, calls) => {
    for (const ordered of [settings, Object.fromEntries(Object.entries(settings).reverse())]) {
      const secrets = countingSecrets(["s", "old"]);
      const delivery = aDelivery(parts);
      const result = await create(ordered).authenticate(delivery, secrets, now());
      const expected = { ok: true, delivery: { ...delivery, proven: {} } };
      expect(result).toEqual(verdict === "authentic" ? expected : { ok: false, code: verdict });
      expect(secrets.calls).toEqual(calls);
    }
  });

  it("hands every verifier the delivery and the time", async () => {
    const verifier = vi.fn<Verifier>().mockResolvedValue("certificate_expired");
    const witness: Scheme<unknown> = { needs: "nothing", settings: noSettings, prepare: () => verifier };
    const delivery = aDelivery();
    const { authenticate } = create({ witness: {} }, { witness });
    const result = await authenticate(delivery, countingSecrets([]), now());
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
    const broken: readonly Scheme<unknown>[] = [
      { ...facts, needs: "nothing" },
      { ...facts, needs: "secret", challenge: "" },
    ];
    for (const scheme of broken) {
      const { authenticate } = create({ scheme: {} }, { scheme });
      const result = await authenticate(aDelivery(), countingSecrets(["s"]), now());
      expect(result).toEqual({ ok: false, code: "verification_failed" });
    }
  });

  it("throws where the secret cannot be read: that is no fault of the delivery", async () => {
    const out = new IntakeError("secret_unavailable", "out");
    const secrets = { read: () => Promise.reject(out), reread: () => Promise.reject(out) };
    const { authenticate } = create({ sharedSecret: {} });
    await expect(authenticate(aDelivery(secret), secrets, now())).rejects.toBe(out);
  });
});
