import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { basic } from "../../../../lib/authentication/schemes/basic.ts";
import { anyText, headerValue } from "../../arbitraries.ts";
import { prepareSecret, verifySecret } from "../verify-scheme.ts";

const scheme = basic<string>({ credential: (text) => text });
const verify = (authorization: string, credential = "Aladdin:open sesame") =>
  verifySecret(scheme, credential, { headers: { authorization } });

describe("basic", () => {
  it.each([
    // RFC 7617, section 2 and section 2.1 (with the pound sign in UTF-8).
    ["the RFC's example", "Aladdin:open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
    ["the RFC's example outside ASCII", "test:123\u00a3", "Basic dGVzdDoxMjPCow=="],
    ["a scheme in any case", "Aladdin:open sesame", "bASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
    ["several spaces", "Aladdin:open sesame", "Basic   QWxhZGRpbjpvcGVuIHNlc2FtZQ== "],
    // RFC 4648, section 10.
    ["a credential without a colon", "foobar", "Basic Zm9vYmFy"],
  ])("accepts %s", async (_, credential, header) => {
    expect(await verify(header, credential)).toBe("authentic");
  });

  it.each([
    ["no credential", "Basic", "credential_missing"],
    ["another scheme", "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "credential_missing"],
    ["a scheme that begins alike", "Basics QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "credential_missing"],
    ["another password", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZA==", "credential_mismatch"],
    ["the user alone", "Basic QWxhZGRpbg==", "credential_mismatch"],
    ["the text without its encoding", "Basic Aladdin:open sesame", "credential_mismatch"],
    ["the encoding in another case", "Basic qWxhZGRpbjpvcGVuIHNlc2FtZQ==", "credential_mismatch"],
    ["the encoding without its padding", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", "credential_mismatch"],
    [
      "the credential twice",
      "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==,QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
      "credential_mismatch",
    ],
  ])("refuses %s", async (_, header, code) => {
    expect(await verify(header)).toBe(code);
  });

  it("refuses a delivery without the header", async () => {
    expect(await verifySecret(scheme, "a:b", {})).toBe("credential_missing");
  });

  it("accepts no header value but the credential, and throws at none", async () => {
    const encoded = "QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    const near = fc
      .tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 }))
      .map(([a, b]) => `Basic ${a}${encoded}${b}`);
    const cut = fc.nat(encoded.length).map((length) => `Basic ${encoded.slice(0, length)}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, headerValue, near, cut), async (header) => {
        const isCredential = /^ *[Bb][Aa][Ss][Ii][Cc] +QWxhZGRpbjpvcGVuIHNlc2FtZQ== *$/.test(header);
        expect((await verify(header)) === "authentic").toBe(isCredential);
      }),
      { numRuns: 1000 },
    );
  });

  it("challenges as RFC 7617, section 2.1, does, with the encoding that it expects", () => {
    expect(scheme.challenge).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/);
  });

  it("accepts every credential as its holder encodes it", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const credential = `${text.toWellFormed()}.`;
        const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(credential)));
        expect(await verify(`Basic ${encoded}`, credential)).toBe("authentic");
      }),
      { numRuns: 300 },
    );
  });

  it("throws at a secret without its credential", () => {
    const optional = basic<{ token?: string }>({ credential: (held) => held.token });
    expect(() => prepareSecret(optional, {}, {})).toThrow("the secret is unusable: field_missing");
  });

  it("throws at settings, of which it has none", () => {
    expect(() => prepareSecret(scheme, { realm: "x" }, "a:b")).toThrow();
    expect(() => prepareSecret(scheme, undefined, "a:b")).toThrow();
  });
});
