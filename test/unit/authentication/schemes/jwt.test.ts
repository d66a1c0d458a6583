import { describe, expect, it } from "vitest";
import { jwt } from "../../../../lib/authentication/schemes/jwt.ts";
import { hmacToken, issuer, nowSeconds, signToken, otherKeys, unsignedToken, vendorKeys } from "../tokens.ts";
import { prepareScheme, verifyScheme } from "../verify-scheme.ts";

const scheme = jwt<string>({
  algorithm: "RS256",
  schemeWords: ["bearer", "bearer:"],
  issuers: [issuer, "https://older.example"],
  publicKey: (pem) => pem,
});
const verify = (authorization: string, settings: unknown = {}) =>
  verifyScheme(scheme, vendorKeys.publicPem, { headers: { authorization } }, { settings });
const verifyClaims = (claims: object, settings: unknown = {}) =>
  verify(`Bearer ${signToken({ claims: { ...claims } })}`, settings);
const hours = (count: number) => nowSeconds - count * 60 * 60;

describe("jwt", () => {
  it.each([
    ["a token of the vendor", `Bearer ${signToken()}`],
    ["the second scheme word", `BEARER:  ${signToken()} `],
    ["a key id, which is never looked at", `Bearer ${signToken({ header: { kid: "../../key" } })}`],
  ])("accepts %s", async (_, header) => {
    expect(await verify(header)).toBe("authentic");
  });

  it.each([
    ["a stranger's signature", signToken({ key: otherKeys.privateKey })],
    // RFC 8725, sections 2.1 and 3.1: we choose the algorithm.
    ["no signature", unsignedToken()],
    ["the public key as a shared secret", hmacToken(vendorKeys.publicPem)],
    ["another algorithm in the header", signToken({ header: { alg: "RS384" } })],
    ["an unsigned header over a signature", signToken().replace(/^[^.]*/, btoa('{"alg":"none"}'))],
    ["another hash than its header says", signToken({ hash: "sha384" })],
    ["another algorithm altogether", signToken({ header: { alg: "RS384" }, hash: "sha384" })],
    // RFC 8725, section 3.10: a token's own keys prove nothing.
    ["a key of its own", signToken({ header: { jwk: { kty: "RSA" } }, key: otherKeys.privateKey })],
    // RFC 7515, section 4.1.11: refuse an unknown extension.
    ["a critical extension", signToken({ header: { crit: ["x"], x: 1 } })],
    ["claims of another token", signToken().replace(/\..*\./, `.${btoa('{"iss":"x"}')}.`)],
    ["two tokens joined", `${signToken()},${signToken()}`],
    ["two parts", signToken().split(".").slice(0, 2).join(".")],
    ["no part", "..."],
  ])("refuses a token with %s", async (_, token) => {
    expect(await verify(`Bearer ${token}`)).toBe("token_invalid");
  });

  const tokenless = ["", "Bearer", "Bearer:", signToken(), `Basic ${signToken()}`, `Bearer:${signToken()}`];
  it.each(tokenless)("finds no token in %j", async (header) => {
    expect(await verify(header)).toBe("credential_missing");
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
    ["issued at a text", { iat: String(nowSeconds) }, "token_invalid"],
    // RFC 7519, section 4.1.1.
    ["of another published issuer", { iss: "https://older.example" }, "authentic"],
    ["of another issuer", { iss: "https://stranger.example" }, "token_invalid"],
    ["of no issuer", { iss: undefined }, "token_invalid"],
  ])("gives one verdict, whether ages count or not, on a token %s", async (_, claims, verdict) => {
    for (const settings of [{}, byAge]) expect(await verifyClaims(claims, settings)).toBe(verdict);
  });

  const ours = { issuers: ["https://ours.example"] };
  it.each([
    ["without a limit, a token of last year", { iat: hours(24 * 365) }, {}, "authentic"],
    ["as old as it may be, and five minutes", { iat: hours(25) - 300 }, byAge, "authentic"],
    ["older than that", { iat: hours(25) - 301 }, byAge, "token_invalid"],
    ["of the deployment's issuer", { iss: "https://ours.example" }, ours, "authentic"],
    ["of a published issuer instead", {}, ours, "token_invalid"],
  ])("follows the deployment's settings: a token %s", async (_, claims, settings, verdict) => {
    expect(await verifyClaims(claims, settings)).toBe(verdict);
  });

  it.each([
    [{ maximumAgeSeconds: 25 * 60 * 60 - 1 }, "is below 90000"],
    [{ maximumAgeSeconds: 90000.5 }, "integer"],
    [{ issuers: [] }, "length"],
    [{ issuers: [""] }, "length"],
  ])("throws at the settings %j", (settings, message) => {
    expect(() => prepareScheme(scheme, vendorKeys.publicPem, settings)).toThrow(message);
  });
});
