import { describe, expect, it } from "vitest";
import { sessionToken } from "../../../../lib/authentication/schemes/session-token.ts";
import { createClock } from "../../../support/clock.ts";
import { payloadOf, tokenByHand } from "../session-tokens.ts";
import { prepareScheme, verifyScheme } from "../verify-scheme.ts";

interface Secret {
  readonly key?: string;
  readonly token?: string;
}

const scheme = sessionToken<Secret>({ sessionKey: ({ key }) => key, staticToken: ({ token }) => token });
const key = "0123456789abcdef0123456789abcdef";
const otherKey = "another key of 32 bytes or more, as it has to be";
const token = "username:password";
const mint = (reference = "case-4711", seconds = 60, by = key) =>
  tokenByHand(by, payloadOf(reference, new Date(createClock().now().getTime() + seconds * 1000)));
const encode = (text: string) => Buffer.from(text).toString("base64");
const verify = (authorization: string, settings: object, secret: Secret = { key, token }) =>
  verifyScheme(scheme, secret, { headers: { authorization } }, { settings });
const proved = (reference: string) => ({ proven: { reference } });

it.each<readonly [string, string, string | object]>([
  ["Basic", `Basic ${encode(mint("Fäll 🙂 4711"))}`, proved("Fäll 🙂 4711")],
  ["Bearer", `Bearer ${mint()}`, proved("case-4711")],
  ["a token that ends in the next second", `Bearer ${mint("case-4711", 1)}`, proved("case-4711")],
  ["another scheme", `Digest ${mint()}`, "credential_missing"],
  ["another key's", `Bearer ${mint("case-4711", 60, otherKey)}`, "token_invalid"],
  ["an expired one of another key", `Bearer ${mint("case-4711", -1, otherKey)}`, "token_invalid"],
  ["one whose time ends now", `Bearer ${mint("case-4711", 0)}`, "token_expired"],
  ["one whose time ended a second ago", `Basic ${encode(mint("case-4711", -1))}`, "token_expired"],
  ["two headers joined", `Bearer ${mint()},Bearer ${mint()}`, "token_invalid"],
  ["a static token", `Bearer ${token}`, "token_invalid"],
])("sessionToken gives the verdict on %s", async (_, header, verdict) => {
  expect(await verify(header, {})).toEqual(verdict);
});

describe("alsoStatic", () => {
  const basic = `Basic ${encode(token)}`;
  const minted = `Bearer ${mint()}`;

  it.each<readonly [string, string, Secret, string | object]>([
    ["the static token as Basic", basic, { key, token }, "authentic"],
    ["the static token as Bearer", `Bearer ${token}`, { key, token }, "authentic"],
    ["a minted one", minted, { key, token }, proved("case-4711")],
    ["another static token", "Bearer username:Password", { key, token }, "token_invalid"],
    ["an expired one", `Bearer ${mint("case-4711", -1)}`, { key, token }, "token_expired"],
    ["a minted one, by the key alone", minted, { key }, proved("case-4711")],
    ["the static one, by the key alone", basic, { key }, "token_invalid"],
    ["a minted one, by the static token alone", minted, { token }, "token_invalid"],
    ["the static one, by itself alone", basic, { token }, "authentic"],
  ])("gives the verdict on %s", async (_, header, secret, verdict) => {
    expect(await verify(header, { alsoStatic: true }, secret)).toEqual(verdict);
  });

  const imitations = ["Bearer undefined", `Basic ${encode("undefined")}`, "Basic =", "Bearer ="];
  it.each(imitations)("takes %j for nothing that the secret lacks", async (header) => {
    for (const secret of [{ key }, { token }])
      expect(await verify(header, { alsoStatic: true }, secret)).toBe("token_invalid");
  });

  it("is true or false", () => {
    expect(() => prepareScheme(scheme, { key }, { alsoStatic: "yes" })).toThrow();
  });
});

it.each([
  ["a static token", {}, { token }],
  ["nothing", { alsoStatic: true }, {}],
])("throws at a secret of %s, which proves nothing", (_, settings, secret) => {
  expect(() => prepareScheme(scheme, secret, settings)).toThrow("the secret is unusable: field_missing");
});
