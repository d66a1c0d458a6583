import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { basic } from "../../../../lib/authentication/schemes/basic.ts";
import { bearer } from "../../../../lib/authentication/schemes/bearer.ts";
import { sharedSecretHeader } from "../../../../lib/authentication/schemes/shared-secret-header.ts";
import { anyText, headerValue } from "../../arbitraries.ts";
import { prepareSecret, verifySecret } from "../verify-scheme.ts";

const asBasic = basic<string>({ credential: (text) => text });
const asBearer = bearer<string>({ token: (text) => text });
const asHeader = sharedSecretHeader<string>({ header: "x-key", secret: (text) => text });
const authorization = (scheme: typeof asBasic, secret: string, header: string) =>
  verifySecret(scheme, secret, { headers: { authorization: header } });

it.each([
  // RFC 7617, section 2 and section 2.1 (with the pound sign in UTF-8); RFC 4648, section 10; RFC 6750, section 2.1.
  ["Basic", asBasic, "Aladdin:open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
  ["Basic outside ASCII", asBasic, "test:123\u00a3", "Basic dGVzdDoxMjPCow=="],
  ["Basic without a colon", asBasic, "foobar", "Basic Zm9vYmFy"],
  ["Bearer", asBearer, "mF_9.B5f-4.1JqM", "Bearer mF_9.B5f-4.1JqM"],
  ["Bearer of what is no token68", asBearer, "user:pass word", "Bearer user:pass word"],
])("accepts %s", async (_, scheme, secret, header) => {
  expect(await authorization(scheme, secret, header)).toBe("authentic");
});

it.each([
  ["another password", asBasic, "foobar", "Basic Zm9vYmFz", "credential_mismatch"],
  ["the text without its encoding", asBasic, "foobar", "Basic foobar", "credential_mismatch"],
  ["the encoding without its padding", asBasic, "a:b", "Basic YTpi=", "credential_mismatch"],
  ["Basic as Bearer", asBasic, "foobar", "Bearer Zm9vYmFy", "credential_missing"],
  ["a scheme that begins alike", asBasic, "foobar", "Basics Zm9vYmFy", "credential_missing"],
  ["the token encoded", asBearer, "foobar", "Bearer Zm9vYmFy", "credential_mismatch"],
  ["the token twice", asBearer, "foobar", "Bearer foobar,Bearer foobar", "credential_mismatch"],
  ["the token alone", asBearer, "foobar", "foobar", "credential_missing"],
  ["Bearer as Basic", asBearer, "foobar", "Basic foobar", "credential_missing"],
])("refuses %s", async (_, scheme, secret, header, code) => {
  expect(await authorization(scheme, secret, header)).toBe(code);
});

describe.each([
  {
    name: "basic",
    scheme: asBasic,
    header: "authorization",
    secret: "Aladdin:open sesame",
    shown: "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    genuine: /^ *[Bb][Aa][Ss][Ii][Cc] +QWxhZGRpbjpvcGVuIHNlc2FtZQ== *$/,
  },
  {
    name: "bearer",
    scheme: asBearer,
    header: "authorization",
    secret: "mF_9.B5f-4.1JqM",
    shown: "Bearer mF_9.B5f-4.1JqM",
    genuine: /^ *[Bb][Ee][Aa][Rr][Ee][Rr] +mF_9\.B5f-4\.1JqM *$/,
  },
  {
    name: "sharedSecretHeader",
    scheme: asHeader,
    header: "x-key",
    secret: "s3cret",
    shown: "s3cret",
    genuine: /^s3cret$/,
  },
])("$name", ({ scheme, header, secret, shown, genuine }) => {
  const verify = (value: string) => verifySecret(scheme, secret, { headers: { [header]: value } });

  it("accepts the credential and no other header value, and throws at none", async () => {
    expect(await verify(shown)).toBe("authentic");
    const near = fc
      .tuple(fc.nat(shown.length), fc.string({ maxLength: 3 }), fc.nat(3))
      .map(([index, added, removed]) => shown.slice(0, index) + added + shown.slice(index + removed));
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, headerValue, near), async (value) => {
        expect((await verify(value)) === "authentic").toBe(genuine.test(value));
      }),
      { numRuns: 1000 },
    );
  });

  it("finds no credential without its header", async () => {
    expect(await verifySecret(scheme, secret, { headers: { "x-other": shown } })).toBe("credential_missing");
  });
});

describe("basic", () => {
  it("accepts every credential as its holder encodes it", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const credential = `${text.toWellFormed()}.`;
        const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(credential)));
        expect(await authorization(asBasic, credential, `Basic ${encoded}`)).toBe("authentic");
      }),
      { numRuns: 300 },
    );
  });
});

describe("sharedSecretHeader", () => {
  it("accepts a value if and only if it is the secret", async () => {
    const values = fc.oneof(anyText, fc.constantFrom("a", "a\0", "\ud800", "\ufffd"));
    await fc.assert(
      fc.asyncProperty(values, values, async (given, secret) => {
        const verdict = await verifySecret(asHeader, secret, { headers: { "x-key": given } });
        expect(verdict === "authentic").toBe(given === secret);
      }),
      { numRuns: 500 },
    );
  });
});

it.each([
  ["basic", basic<{ text?: string }>({ credential: ({ text }) => text })],
  ["bearer", bearer<{ text?: string }>({ token: ({ text }) => text })],
])("%s throws at a secret without its field", (_, scheme) => {
  expect(() => prepareSecret(scheme, {}, {})).toThrow("the secret is unusable: field_missing");
});
