import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionToken } from "../../../../lib/authentication/schemes/session-token.ts";
import { createClock } from "../../../support/clock.ts";
import { anyText, headerValue } from "../../arbitraries.ts";
import { payloadOf, tokenByHand } from "../session-tokens.ts";
import { prepareSecret, verifySecret } from "../verify-scheme.ts";

interface Secret {
  readonly key?: string;
  readonly token?: string;
}

const scheme = sessionToken<Secret>({ sessionKey: ({ key }) => key, staticToken: ({ token }) => token });
const key = "0123456789abcdef0123456789abcdef";
const token = "username:password";
const mint = (reference = "case-4711", seconds = 60, by = key) =>
  tokenByHand(by, payloadOf(reference, new Date(createClock().now().getTime() + seconds * 1000)));
const encode = (text: string) => Buffer.from(text).toString("base64");
const verify = (authorization: string, secret: Secret = { key, token }, settings = {}) =>
  verifySecret(scheme, secret, { headers: { authorization } }, settings);
const proved = (reference: string) => ({ proven: { reference } });

describe("sessionToken", () => {
  it.each([
    ["Basic", `Basic ${encode(mint("Fäll 🙂 4711"))}`, "Fäll 🙂 4711"],
    ["Bearer", `Bearer ${mint()}`, "case-4711"],
    ["a token that ends in the next second", `Bearer ${mint("case-4711", 1)}`, "case-4711"],
  ])("accepts %s, and says what it proves", async (_, header, reference) => {
    expect(await verify(header)).toEqual(proved(reference));
  });

  const otherKey = "another key of 32 bytes or more, as it has to be";
  it.each([
    ["another scheme", `Digest ${mint()}`, "credential_missing"],
    ["another key's", `Bearer ${mint("case-4711", 60, otherKey)}`, "token_invalid"],
    ["an expired one of another key", `Bearer ${mint("case-4711", -1, otherKey)}`, "token_invalid"],
    ["one whose time ends now", `Bearer ${mint("case-4711", 0)}`, "token_expired"],
    ["one whose time ended a second ago", `Basic ${encode(mint("case-4711", -1))}`, "token_expired"],
    ["Basic without its encoding", `Basic ${mint()}`, "token_invalid"],
    ["the encoding as a bearer token", `Bearer ${encode(mint())}`, "token_invalid"],
    ["Basic without its padding", `Basic ${encode(mint("ab")).replace(/=+$/, "")}`, "token_invalid"],
    ["Basic in base64url", `Basic ${Buffer.from(mint("ab")).toString("base64url")}`, "token_invalid"],
    ["Basic with characters that no one reads", `Basic ${encode(mint())}!`, "token_invalid"],
    ["Basic of bytes that are not UTF-8", `Basic ${btoa("\u00ff")}`, "token_invalid"],
    ["two headers joined", `Bearer ${mint()},Bearer ${mint()}`, "token_invalid"],
    ["a static token", `Bearer ${token}`, "token_invalid"],
  ])("refuses %s", async (_, header, code) => {
    expect(await verify(header)).toBe(code);
  });

  it("accepts no text but the token, and throws at none", async () => {
    const minted = mint();
    const cut = fc.nat(minted.length - 1).map((length) => `Bearer ${minted.slice(0, length)}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, headerValue, cut), async (header) => {
        expect(await verify(header)).toMatch(/^(credential_missing|token_invalid)$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("alsoStatic", () => {
  const settings = { alsoStatic: true };
  const fixed = `Basic ${encode(token)}`;

  it.each([
    ["the static token as Basic", fixed, "authentic"],
    ["the static token as Bearer", `Bearer ${token}`, "authentic"],
    ["a minted one", `Bearer ${mint()}`, proved("case-4711")],
    ["another static token", "Bearer username:Password", "token_invalid"],
    ["an expired one", `Bearer ${mint("case-4711", -1)}`, "token_expired"],
  ])("gives the verdict on %s", async (_, header, verdict) => {
    expect(await verify(header, { key, token }, settings)).toEqual(verdict);
  });

  it("takes what the secret holds already, or holds still, and nothing for what it lacks", async () => {
    expect(await verify(`Bearer ${mint()}`, { key }, settings)).toEqual(proved("case-4711"));
    expect(await verify(fixed, { key }, settings)).toBe("token_invalid");
    expect(await verify(`Bearer ${mint()}`, { token }, settings)).toBe("token_invalid");
    expect(await verify(fixed, { token }, settings)).toBe("authentic");
    for (const nothing of ["Bearer undefined", `Basic ${encode("undefined")}`, "Basic =", "Bearer ="])
      for (const secret of [{ key }, { token }])
        expect(await verify(nothing, secret, settings)).toBe("token_invalid");
  });

  it("is true or false", () => {
    expect(() => prepareSecret(scheme, { alsoStatic: "yes" }, { key })).toThrow();
  });
});

it.each([
  ["a static token", {}, { token }],
  ["nothing", { alsoStatic: true }, {}],
])("throws at a secret of %s, which proves nothing", (_, settings, secret) => {
  expect(() => prepareSecret(scheme, settings, secret)).toThrow("the secret is unusable: field_missing");
});
