import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readAuthorization,
  readCredential,
} from "../../../../lib/authentication/schemes/authorization-header.ts";
import { aDelivery } from "../../../support/deliveries.ts";
import { anyText } from "../../arbitraries.ts";

const read = (authorization: string) => readAuthorization(aDelivery({ headers: { authorization } }));

describe("readAuthorization", () => {
  // RFC 9110, section 11.4: credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]; section 11.1: upper and lower case
  // of a scheme are the same.
  it.each([
    ["Basic dXNlcg==", "basic", "dXNlcg=="],
    ["BEARER a.b.c", "bearer", "a.b.c"],
    ["Bearer    a", "bearer", "a"],
    ["  Bearer a  ", "bearer", "a"],
    ["Bearer: a", "bearer:", "a"],
    ["Digest a=b, c=d", "digest", "a=b, c=d"],
  ])("splits %j", (header, scheme, credential) => {
    expect(read(header)).toEqual({ scheme, credential });
  });

  it.each(["", " ", "Basic", "Basic ", "Basic\tabc", "Basic,abc"])("finds no credential in %j", (header) => {
    expect(read(header)).toBeUndefined();
  });

  it("finds none without the header", () => {
    expect(readAuthorization(aDelivery())).toBeUndefined();
  });

  it("splits any header without throwing, and invents no character", () => {
    fc.assert(
      fc.property(anyText, (header) => {
        const { scheme = "", credential = "" } = read(header) ?? {};
        expect(header.toLowerCase()).toContain(scheme);
        expect(header).toContain(credential);
      }),
      { numRuns: 500 },
    );
  });
});

describe("readCredential", () => {
  it.each([
    ["Bearer a", "a"],
    ["bearer: a", "a"],
    ["Basic a", undefined],
    ["a", undefined],
  ])("reads %j behind either of two scheme words", (authorization, credential) => {
    expect(readCredential(aDelivery({ headers: { authorization } }), ["bearer", "bearer:"])).toBe(credential);
  });
});
