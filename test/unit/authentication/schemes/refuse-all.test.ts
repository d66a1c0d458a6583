import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../../../../lib/authentication/authenticator.ts";
import { refuseAll } from "../../../../lib/authentication/schemes/refuse-all.ts";
import { sourceAddress } from "../../../../lib/authentication/schemes/source-address.ts";
import { createClock } from "../../../support/clock.ts";
import { aDelivery } from "../../../support/deliveries.ts";
import { headerValue } from "../../arbitraries.ts";
import { countingSecrets } from "../counting-secrets.ts";
import { prepareOpen, verifyOpen } from "../verify-scheme.ts";

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
    const authentication = { sourceAddress: sourceAddress(), refuseAll: refuseAll() };
    const authenticator = createAuthenticator({ credentials: v.unknown(), authentication }, settings);
    const result = await authenticator.authenticate(aDelivery(), secrets, createClock().now());
    expect(result).toEqual({ ok: false, code: "authentication_undecided" });
    expect(secrets.calls).toEqual([]);
  });

  it("throws at settings, of which it has none", () => {
    expect(() => prepareOpen(refuseAll(), { decided: true })).toThrow();
  });
});
