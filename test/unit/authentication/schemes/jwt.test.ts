import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jwt } from "../../../../lib/authentication/schemes/jwt.ts";
import { anyText, headerValue } from "../../arbitraries.ts";
import {
  hmacToken,
  issuer,
  nowSeconds,
  signToken,
  strangerKeys,
  unsignedToken,
  vendorKeys,
} from "../tokens.ts";
import { prepareSecret, verifySecret } from "../verify-scheme.ts";

const scheme = jwt<string>({
  algorithm: "RS256",
  schemeWords: ["bearer", "bearer:"],
  issuers: [issuer, "https://older.example"],
  publicKey: (pem) => pem,
});
const verify = (authorization: string, settings: unknown = {}) =>
  verifySecret(scheme, vendorKeys.publicPem, { headers: { authorization } }, settings);
const prepare = (settings: unknown) => prepareSecret(scheme, settings, vendorKeys.publicPem);
const verifyToken = (token: string, settings?: unknown) => verify(`Bearer ${token}`, settings);
const hours = (count: number) => nowSeconds - count * 60 * 60;

describe("jwt", () => {
  it.each([
    ["a token of the vendor", `Bearer ${signToken()}`],
    ["the second scheme word", `BEARER:  ${signToken()} `],
    ["another published issuer", `Bearer ${signToken({ claims: { iss: "https://older.example" } })}`],
    ["a token of last year without an end", `Bearer ${signToken({ claims: { iat: hours(24 * 365) } })}`],
    ["a token that ends in a second", `Bearer ${signToken({ claims: { exp: nowSeconds + 1 } })}`],
    ["a key id, which is never looked at", `Bearer ${signToken({ header: { kid: "../../key" } })}`],
  ])("accepts %s", async (_, header) => {
    expect(await verify(header)).toBe("authentic");
  });

  it.each([
    ["a stranger's signature", signToken({ key: strangerKeys.privateKey })],
    // RFC 8725, sections 2.1 and 3.1: we choose the algorithm.
    ["no signature", unsignedToken()],
    ["the public key as a shared secret", hmacToken(vendorKeys.publicPem)],
    ["another algorithm in the header", signToken({ header: { alg: "RS384" } })],
    ["an unsigned header over a signature", signToken().replace(/^[^.]*/, btoa('{"alg":"none"}'))],
    ["another hash than its header says", signToken({ hash: "sha384" })],
    ["another algorithm altogether", signToken({ header: { alg: "RS384" }, hash: "sha384" })],
    // RFC 8725, section 3.10: a token's own keys prove nothing.
    ["a key of its own", signToken({ header: { jwk: { kty: "RSA" } }, key: strangerKeys.privateKey })],
    // RFC 7515, section 4.1.11: refuse an unknown extension.
    ["a critical extension", signToken({ header: { crit: ["x"], x: 1 } })],
    // RFC 7519, section 4.1.1.
    ["another issuer", signToken({ claims: { iss: "https://stranger.example" } })],
    ["no issuer", signToken({ claims: { iss: undefined } })],
    ["a time of issue that is a text", signToken({ claims: { iat: String(nowSeconds) } })],
    ["claims of another token", signToken().replace(/\..*\./, `.${btoa('{"iss":"x"}')}.`)],
    ["two tokens joined", `${signToken()},${signToken()}`],
    ["two parts", signToken().split(".").slice(0, 2).join(".")],
    ["no part", "..."],
  ])("refuses a token with %s", async (_, token) => {
    expect(await verifyToken(token)).toBe("token_invalid");
  });

  it.each(["", "Bearer", signToken(), `Basic ${signToken()}`, `Bearer:${signToken()}`])(
    "finds no token in %j",
    async (header) => {
      expect(await verify(header)).toBe("credential_missing");
    },
  );

  it("accepts no header value but the credential, and throws at none", async () => {
    const token = signToken();
    const text = fc.oneof(anyText, headerValue, fc.base64String());
    const tokenLike = fc.tuple(text, text, text).map((parts) => parts.join("."));
    const changed = fc
      .tuple(fc.nat(token.length - 1), fc.constantFrom(..."Aa0-_. ,="))
      .map(([index, character]) => token.slice(0, index) + character + token.slice(index + 1));
    const header = fc.oneof(
      text,
      fc.oneof(text, tokenLike, changed).map((value) => `Bearer ${value}`),
    );
    await fc.assert(
      fc.asyncProperty(header, async (value) => {
        const verdict = await verify(value);
        // The last character has two bits that count and four that do not (RFC 4648, section 3.5).
        if (verdict === "authentic") expect(value.slice(0, -1)).toBe(`Bearer ${token}`.slice(0, -1));
      }),
      { numRuns: 500 },
    );
  });

  // The vendor's guide: "up to 50 times over ~24 hours".
  const byAge = { maximumAgeSeconds: 25 * 60 * 60 };

  // Five minutes for the two clocks. RFC 7519, section 4.1.4: not accepted "on or after" its end.
  it.each([
    ["that begins in five minutes", { nbf: nowSeconds + 300 }, "authentic"],
    ["that begins later", { nbf: nowSeconds + 301 }, "token_invalid"],
    ["that ended just within five minutes", { exp: nowSeconds - 299 }, "authentic"],
    ["that ended five minutes ago", { exp: nowSeconds - 300 }, "token_invalid"],
    ["issued in five minutes", { iat: nowSeconds + 300 }, "authentic"],
    ["issued later", { iat: nowSeconds + 301 }, "token_invalid"],
    ["without a time of issue", { iat: undefined }, "token_invalid"],
  ])("gives one verdict, whether ages count or not, on a token %s", async (_, claims, verdict) => {
    for (const settings of [{}, byAge])
      expect(await verifyToken(signToken({ claims }), settings)).toBe(verdict);
  });

  it.each([
    ["as old as it may be, and five minutes", hours(25) - 300, "authentic"],
    ["older than that", hours(25) - 301, "token_invalid"],
  ])("limits ages where the deployment says so: a token %s", async (_, iat, verdict) => {
    expect(await verifyToken(signToken({ claims: { iat } }), byAge)).toBe(verdict);
  });

  it("takes no limit below the vendor's last retry", () => {
    expect(() => prepare({ maximumAgeSeconds: 25 * 60 * 60 - 1 })).toThrow(/is below 90000/);
  });

  it("accepts the deployment's issuers instead of the published ones", async () => {
    const settings = { issuers: ["https://ours.example"] };
    expect(await verifyToken(signToken({ claims: { iss: "https://ours.example" } }), settings)).toBe(
      "authentic",
    );
    expect(await verifyToken(signToken(), settings)).toBe("token_invalid");
  });

  it.each([{ issuers: [] }, { issuers: [""] }])("throws at the settings %j", (settings) => {
    expect(() => prepare(settings)).toThrow();
  });
});
