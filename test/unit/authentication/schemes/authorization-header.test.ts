import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCredential, readToken } from "../../../../lib/authentication/schemes/authorization-header.ts";
import { aDelivery } from "../../../support/deliveries.ts";
import { anyText } from "../../arbitraries.ts";

const read = (authorization: string) =>
  readCredential(aDelivery({ headers: { authorization } }), ["digest", "bearer", "bearer:"]);

describe("readCredential", () => {
  // RFC 9110, section 11.4: credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ].
  it.each([
    ["BEARER a.b.c", "a.b.c"],
    ["Bearer    a", "a"],
    ["  Bearer a  ", "a"],
    ["Bearer: a", "a"],
    ["Digest a=b, c=d", "a=b, c=d"],
  ])("reads %j", (header, credential) => {
    expect(read(header)).toBe(credential);
  });

  it.each(["", " ", "a", "Bearer", "Bearer ", "Bearer:", "Bearer\tabc", "Bearer,abc", "Basic a"])(
    "finds no credential in %j",
    (header) => {
      expect(read(header)).toBeUndefined();
    },
  );

  it("finds none without the header", () => {
    expect(readCredential(aDelivery(), ["bearer"])).toBeUndefined();
  });
});

describe("readToken", () => {
  it.each(["foobar", "Zm9vYmFy=", "Zm9vYmFy!"])("finds an empty token in Basic %s", (encoded) => {
    expect(readToken(aDelivery({ headers: { authorization: `Basic ${encoded}` } }))).toBe("");
  });

  it("reads every token as its holder encodes it", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const token = `${text.toWellFormed()}.`;
        const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(token)));
        expect(readToken(aDelivery({ headers: { authorization: `Basic ${encoded}` } }))).toBe(token);
      }),
    );
  });
});
