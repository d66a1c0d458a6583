import { describe, expect, it } from "vitest";
import { anyOf } from "../../../../lib/authentication/schemes/any-of.ts";
import { basic } from "../../../../lib/authentication/schemes/basic.ts";
import { bearer } from "../../../../lib/authentication/schemes/bearer.ts";
import { sharedSecretHeader } from "../../../../lib/authentication/schemes/shared-secret-header.ts";
import { verifySecret } from "../verify-scheme.ts";

const asBasic = basic<string>({ credential: (text) => text });
const asBearer = bearer<string>({ token: (text) => text });
const asHeader = sharedSecretHeader<string>({ header: "x-token", secret: (text) => text });

describe("anyOf", () => {
  it.each([
    ["the first notation", "Basic Zm9vYmFy", "authentic"],
    ["the second notation", "Bearer foobar", "authentic"],
    ["a third notation", "Digest Zm9vYmFy", "credential_missing"],
    ["the first notation of another token", "Basic Zm9v", "credential_mismatch"],
    ["the second notation of another token", "Bearer foo", "credential_mismatch"],
    ["one notation inside the other", "Bearer Zm9vYmFy", "credential_mismatch"],
  ])("gives the verdict on %s", async (_, authorization, verdict) => {
    for (const scheme of [anyOf(asBasic, asBearer), anyOf(asBearer, asBasic)])
      expect(await verifySecret(scheme, "foobar", { headers: { authorization } })).toBe(verdict);
  });

  it.each([
    ["a wrong first and a right second", "Basic Zm9v", "foobar", "authentic"],
    ["a right first and a wrong second", "Basic Zm9vYmFy", "foo", "authentic"],
    ["two wrong ones", "Basic Zm9v", "foo", "credential_mismatch"],
  ])("gives the verdict on %s, sent together", async (_, authorization, token, verdict) => {
    const headers = { authorization, "x-token": token };
    expect(await verifySecret(anyOf(asBasic, asHeader), "foobar", { headers })).toBe(verdict);
  });
});
