import { describe, expect, it } from "vitest";
import { sharedSecretHeader } from "../../../../lib/authentication/schemes/shared-secret-header.ts";
import { sharedToken } from "../../../../lib/authentication/schemes/shared-token.ts";
import { prepareScheme, verifyScheme } from "../verify-scheme.ts";

describe("sharedToken", () => {
  const scheme = sharedToken<string>({ token: (text) => text });

  it.each([
    // RFC 7617, section 2 and section 2.1 (with the pound sign in UTF-8); RFC 4648, section 10; RFC 6750, section 2.1.
    ["Basic", "Aladdin:open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
    ["Basic outside ASCII", "test:123\u00a3", "Basic dGVzdDoxMjPCow=="],
    ["Basic without a colon", "foobar", "Basic Zm9vYmFy"],
    ["Bearer", "mF_9.B5f-4.1JqM", "Bearer mF_9.B5f-4.1JqM"],
    ["Bearer of what is no token68", "user:pass word", "Bearer user:pass word"],
    // RFC 9110, section 11.4: credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ].
    ["BEARER among spaces", "foobar", "  BEARER    foobar  "],
  ])("accepts %s", async (_, token, authorization) => {
    expect(await verifyScheme(scheme, token, { headers: { authorization } })).toBe("authentic");
  });

  it.each([
    ["another password", "Basic Zm9vYmFz", "credential_mismatch"],
    ["Basic without its encoding", "Basic foobar", "credential_mismatch"],
    ["Basic with padding that it does not need", "Basic Zm9vYmFy=", "credential_mismatch"],
    ["Basic of bytes that are not UTF-8", "Basic /w==", "credential_mismatch"],
    ["Basic with characters that no one reads", "Basic Zm9vYmFy!", "credential_mismatch"],
    ["the encoding as Bearer", "Bearer Zm9vYmFy", "credential_mismatch"],
    ["the token twice", "Bearer foobar,Bearer foobar", "credential_mismatch"],
    ["a third notation", "Digest Zm9vYmFy", "credential_missing"],
    ["a scheme that begins alike", "Basics Zm9vYmFy", "credential_missing"],
    ["the token alone", "foobar", "credential_missing"],
    ["a word alone", "Bearer ", "credential_missing"],
    ["a tab for the space", "Bearer\tfoobar", "credential_missing"],
  ])("refuses %s", async (_, authorization, code) => {
    expect(await verifyScheme(scheme, "foobar", { headers: { authorization } })).toBe(code);
  });

  it("throws at a secret without its field", () => {
    const optional = sharedToken<undefined>({ token: (text) => text });
    expect(() => prepareScheme(optional, undefined)).toThrow("the secret is unusable: field_missing");
  });
});

it.each([
  ["its secret", { "x-key": "s3cret" }, "authentic"],
  ["another secret", { "x-key": "s3cre" }, "credential_mismatch"],
  ["an empty header", { "x-key": "" }, "credential_mismatch"],
  ["another header", { "x-other": "s3cret" }, "credential_missing"],
])("sharedSecretHeader gives the verdict on %s", async (_, headers, verdict) => {
  const scheme = sharedSecretHeader<string>({ header: "x-key", secret: (text) => text });
  expect(await verifyScheme(scheme, "s3cret", { headers })).toBe(verdict);
});
