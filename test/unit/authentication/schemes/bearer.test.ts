import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bearer } from "../../../../lib/authentication/schemes/bearer.ts";
import { anyText, headerValue } from "../../arbitraries.ts";
import { prepareSecret, verifySecret } from "../verify-scheme.ts";

const scheme = bearer<string>({ token: (text) => text });
// RFC 6750, section 2.1.
const token = "mF_9.B5f-4.1JqM";
const verify = (authorization: string, held = token) =>
  verifySecret(scheme, held, { headers: { authorization } });

describe("bearer", () => {
  it.each([
    ["the RFC's example", token, `Bearer ${token}`],
    ["a scheme in any case", token, `bEARER ${token}`],
    ["several spaces", token, `Bearer   ${token} `],
    ["a token that is no token68", "user:pass word", "Bearer user:pass word"],
  ])("accepts %s", async (_, held, header) => {
    expect(await verify(header, held)).toBe("authentic");
  });

  it.each([
    ["no token", "Bearer", "credential_missing"],
    ["the token alone", token, "credential_missing"],
    ["another scheme", `Basic ${token}`, "credential_missing"],
    ["another token", `Bearer ${token}x`, "credential_mismatch"],
    ["the token in another case", `Bearer ${token.toLowerCase()}`, "credential_mismatch"],
    ["the token encoded", `Bearer ${Buffer.from(token).toString("base64")}`, "credential_mismatch"],
    ["the token twice", `Bearer ${token},Bearer ${token}`, "credential_mismatch"],
  ])("refuses %s", async (_, header, code) => {
    expect(await verify(header)).toBe(code);
  });

  it("accepts no header value but the credential, and throws at none", async () => {
    const near = fc
      .tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 }))
      .map(([a, b]) => `Bearer ${a}${token}${b}`);
    const cut = fc.nat(token.length).map((length) => `Bearer ${token.slice(0, length)}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, headerValue, near, cut), async (header) => {
        const isCredential = /^ *[Bb][Ee][Aa][Rr][Ee][Rr] +mF_9\.B5f-4\.1JqM *$/.test(header);
        expect((await verify(header)) === "authentic").toBe(isCredential);
      }),
      { numRuns: 1000 },
    );
  });

  it("challenges as RFC 6750, section 3, does", () => {
    expect(scheme.challenge).toMatch(/^Bearer realm="[^"]+"$/);
  });

  it("throws at a secret without its token", () => {
    const optional = bearer<{ token?: string }>({ token: (held) => held.token });
    expect(() => prepareSecret(optional, {}, {})).toThrow("the secret is unusable: field_missing");
  });

  it("throws at settings, of which it has none", () => {
    expect(() => prepareSecret(scheme, { token }, token)).toThrow();
  });
});
