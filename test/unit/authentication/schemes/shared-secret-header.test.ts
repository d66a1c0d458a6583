import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedSecretHeader } from "../../../../lib/authentication/schemes/shared-secret-header.ts";
import { anyText } from "../../arbitraries.ts";
import { prepareSecret, verifySecret } from "../verify-scheme.ts";

const scheme = sharedSecretHeader<string>({ header: "x-key", secret: (text) => text });
const verify = (headers: Readonly<Record<string, string>>) => verifySecret(scheme, "s3cret", { headers });

describe("sharedSecretHeader", () => {
  it("accepts the secret as it is", async () => {
    expect(await verify({ "x-key": "s3cret" })).toBe("authentic");
  });

  it.each([
    ["no header", {}, "credential_missing"],
    ["the secret in another header", { "x-other": "s3cret" }, "credential_missing"],
    ["an empty header", { "x-key": "" }, "credential_mismatch"],
    ["a part of the secret", { "x-key": "s3cre" }, "credential_mismatch"],
    ["the secret and more", { "x-key": "s3cret " }, "credential_mismatch"],
    ["the secret in another case", { "x-key": "S3CRET" }, "credential_mismatch"],
    ["two headers joined", { "x-key": "s3cret,s3cret" }, "credential_mismatch"],
  ])("refuses %s", async (_, headers, code) => {
    expect(await verify(headers)).toBe(code);
  });

  it("accepts a value if and only if it is the secret", async () => {
    const values = fc.oneof(anyText, fc.constantFrom("a", "a\0", "\ud800", "\ufffd"));
    await fc.assert(
      fc.asyncProperty(values, values, async (given, secret) => {
        const verdict = await verifySecret(scheme, secret, { headers: { "x-key": given } });
        expect(verdict === "authentic").toBe(given === secret);
      }),
      { numRuns: 500 },
    );
  });

  it("throws at settings, of which it has none", () => {
    expect(() => prepareSecret(scheme, { header: "x-other" }, "s")).toThrow();
  });
});
