import { describe, expect, it } from "vitest";
import { anyOf } from "../../../../lib/authentication/schemes/any-of.ts";
import { basic } from "../../../../lib/authentication/schemes/basic.ts";
import { bearer } from "../../../../lib/authentication/schemes/bearer.ts";
import { sharedSecretHeader } from "../../../../lib/authentication/schemes/shared-secret-header.ts";
import { prepareSecret, verifySecret } from "../verify-scheme.ts";

const asBasic = basic<string>({ credential: (text) => text });
const asBearer = bearer<string>({ token: (text) => text });
const asHeader = sharedSecretHeader<string>({ header: "x-token", secret: (text) => text });
const encoded = Buffer.from("foobar").toString("base64");

describe("anyOf", () => {
  it.each([
    ["the first notation", { authorization: `Basic ${encoded}` }, "authentic"],
    ["the second notation", { authorization: "Bearer foobar" }, "authentic"],
    ["neither", {}, "credential_missing"],
    ["a third notation", { authorization: `Digest ${encoded}` }, "credential_missing"],
    ["the first notation of another token", { authorization: "Basic Zm9v" }, "credential_mismatch"],
    ["the second notation of another token", { authorization: "Bearer foo" }, "credential_mismatch"],
    ["one notation inside the other", { authorization: `Bearer ${encoded}` }, "credential_mismatch"],
  ])("gives the verdict on %s", async (_, headers, verdict) => {
    expect(await verifySecret(anyOf(asBasic, asBearer), "foobar", { headers })).toBe(verdict);
    expect(await verifySecret(anyOf(asBearer, asBasic), "foobar", { headers })).toBe(verdict);
  });

  it.each([
    ["a wrong first and a right second", { authorization: "Basic Zm9v", "x-token": "foobar" }, "authentic"],
    [
      "a right first and a wrong second",
      { authorization: `Basic ${encoded}`, "x-token": "foo" },
      "authentic",
    ],
    ["two wrong ones", { authorization: "Basic Zm9v", "x-token": "foo" }, "credential_mismatch"],
    ["a wrong first alone", { authorization: "Basic Zm9v" }, "credential_mismatch"],
    ["a wrong second alone", { "x-token": "foo" }, "credential_mismatch"],
  ])("gives the verdict on %s, sent together", async (_, headers, verdict) => {
    expect(await verifySecret(anyOf(asBasic, asHeader), "foobar", { headers })).toBe(verdict);
  });

  it("challenges with both schemes, as RFC 9110, section 11.6.1, lists them", () => {
    expect(anyOf(asBasic, asBearer).challenge).toBe(`${asBasic.challenge}, ${asBearer.challenge}`);
  });

  it("throws at settings, of which it has none", () => {
    expect(() => prepareSecret(anyOf(asBasic, asBearer), { realm: "x" }, "foobar")).toThrow();
  });
});
