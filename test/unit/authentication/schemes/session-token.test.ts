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
const otherKey = "another key of 32 bytes or more, as it has to be";
const { now } = createClock();
const inSeconds = (seconds: number) => new Date(now().getTime() + seconds * 1000);
const mint = (reference = "case-4711", expiresAt = inSeconds(60), by = key) =>
  tokenByHand(by, payloadOf(reference, expiresAt));
const asBasic = (token: string) => `Basic ${Buffer.from(token).toString("base64")}`;
const verify = (authorization: string, secret: Secret = { key }, settings = {}) =>
  verifySecret(scheme, secret, { headers: { authorization } }, { settings });
const proved = (reference: string) => ({ proven: { reference } });

describe("sessionToken", () => {
  it.each([
    ["Basic", asBasic(mint())],
    ["Bearer", `Bearer ${mint()}`],
    ["a scheme in any case, with spaces", `bASIC   ${asBasic(mint()).slice(6)} `],
    ["a token that ends in the next second", `Bearer ${mint("case-4711", inSeconds(1))}`],
  ])("accepts %s, and says what it proves", async (_, header) => {
    expect(await verify(header)).toEqual(proved("case-4711"));
  });

  it("proves the reference as it was given", async () => {
    expect(await verify(asBasic(mint("Fäll 🙂 4711")))).toEqual(proved("Fäll 🙂 4711"));
  });

  it.each([
    ["no header", "", "credential_missing"],
    ["a scheme alone", "Basic", "credential_missing"],
    ["another scheme", `Digest ${mint()}`, "credential_missing"],
    ["another key's", `Bearer ${mint("case-4711", inSeconds(60), otherKey)}`, "token_invalid"],
    [
      "an expired one of another key",
      `Bearer ${mint("case-4711", inSeconds(-1), otherKey)}`,
      "token_invalid",
    ],
    ["one whose time ends now", `Bearer ${mint("case-4711", inSeconds(0))}`, "token_expired"],
    ["one whose time ended a second ago", asBasic(mint("case-4711", inSeconds(-1))), "token_expired"],
    ["Basic without its encoding", `Basic ${mint()}`, "token_invalid"],
    ["the encoding as a bearer token", `Bearer ${asBasic(mint()).slice(6)}`, "token_invalid"],
    ["Basic without its padding", asBasic(mint("ab")).replace(/=+$/, ""), "token_invalid"],
    ["Basic in base64url", `Basic ${Buffer.from(mint("ab")).toString("base64url")}`, "token_invalid"],
    ["Basic with characters that no one reads", `${asBasic(mint())}!`, "token_invalid"],
    ["Basic of bytes that are not UTF-8", `Basic ${Buffer.from([0xff]).toString("base64")}`, "token_invalid"],
    ["two headers joined", `Bearer ${mint()},Bearer ${mint()}`, "token_invalid"],
    ["more than 160 characters", `Bearer ${mint("r".repeat(80))}`, "token_invalid"],
    ["a static token", "Bearer username:password", "token_invalid"],
  ])("refuses %s", async (_, header, code) => {
    expect(await verify(header, { key, token: "username:password" })).toBe(code);
  });

  it("accepts no text but the token, and throws at none", async () => {
    const token = mint();
    const cut = fc.nat(token.length - 1).map((length) => `Bearer ${token.slice(0, length)}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, headerValue, cut), async (header) => {
        expect(await verify(header)).toMatch(/^(credential_missing|token_invalid)$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("alsoStatic", () => {
  const both = { key, token: "username:password" };
  const settings = { alsoStatic: true };

  it.each([
    ["the static token as Basic", asBasic("username:password"), "authentic"],
    ["the static token as Bearer", "Bearer username:password", "authentic"],
    ["a minted one", asBasic(mint()), proved("case-4711")],
    ["another static token", asBasic("username:Password"), "token_invalid"],
    ["an expired one", asBasic(mint("case-4711", inSeconds(-1))), "token_expired"],
  ])("gives the verdict on %s", async (_, header, verdict) => {
    expect(await verify(header, both, settings)).toEqual(verdict);
  });

  it("takes what the secret holds already, or holds still, and nothing for what it lacks", async () => {
    const [minted, fixed] = [asBasic(mint()), asBasic("username:password")];
    expect(await verify(minted, { key }, settings)).toEqual(proved("case-4711"));
    expect(await verify(fixed, { key }, settings)).toBe("token_invalid");
    expect(await verify(minted, { token: both.token }, settings)).toBe("token_invalid");
    expect(await verify(fixed, { token: both.token }, settings)).toBe("authentic");
    for (const nothing of ["Bearer undefined", asBasic("undefined"), "Basic =", "Bearer ="])
      for (const secret of [{ key }, { token: both.token }])
        expect(await verify(nothing, secret, settings)).toBe("token_invalid");
  });
});

it("throws at a secret that proves nothing", () => {
  expect(() => prepareSecret(scheme, {}, { token: "undefined" })).toThrow(
    "the secret is unusable: field_missing",
  );
  expect(() => prepareSecret(scheme, { alsoStatic: true }, {})).toThrow(
    "the secret is unusable: field_missing",
  );
});

it("challenges with both notations", () => {
  expect(scheme.challenge).toBe('Basic realm="notifications", charset="UTF-8", Bearer realm="notifications"');
});

it.each([{ alsoStatic: "yes" }, { static: true }, null])("throws at the settings %j", (settings) => {
  expect(() => prepareSecret(scheme, settings, { key })).toThrow();
});
