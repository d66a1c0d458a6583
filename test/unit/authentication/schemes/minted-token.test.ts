import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  mintToken,
  openToken,
  sessionKeySchema,
} from "../../../../lib/authentication/schemes/minted-token.ts";
import { payloadOf, tokenByHand } from "../session-tokens.ts";

const key = "0123456789abcdef0123456789abcdef";
const expiresAt = new Date("2026-12-21T09:30:00Z");
const claims = { reference: "case-4711", expiresAt };

/** Texts of 1 to 48 UTF-8 bytes, without control characters. */
const anyReference = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 48 })
  .filter((text) => Buffer.byteLength(text) <= 48 && !/\p{Cc}/u.test(text));
const anyExpiry = fc.nat(2 ** 32 - 1).map((seconds) => new Date(seconds * 1000));

describe("a minted token", () => {
  it("is nonce, expiry and reference with the HMAC of RFC 2104, as the documents say", () => {
    const token = mintToken(key, claims);
    const payload = Buffer.from(token.split(".")[0] ?? "", "base64url");
    // 2026-12-21T09:30:00Z is 1797845400 seconds after 1970, 0x6b28f198.
    expect(payload.subarray(16).toString("hex")).toBe(`6b28f198${Buffer.from("case-4711").toString("hex")}`);
    expect(token).toBe(tokenByHand(key, payload));
  });

  it("says again what it was minted with, in whole seconds and at most 160 characters", () => {
    fc.assert(
      fc.property(anyReference, anyExpiry, (reference, expiry) => {
        const token = mintToken(key, { reference, expiresAt: expiry });
        expect(token.length).toBeLessThanOrEqual(160);
        expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
        expect(openToken(key, token)).toEqual({ reference, expiresAt: expiry });
      }),
    );
    expect(mintToken(key, { ...claims, reference: "r".repeat(48) })).toHaveLength(135);
    const later = new Date(expiresAt.getTime() + 999);
    expect(openToken(key, mintToken(key, { ...claims, expiresAt: later }))).toEqual(claims);
  });

  it("is another each time", () => {
    const tokens = Array.from({ length: 100 }, () => mintToken(key, claims));
    expect(new Set(tokens).size).toBe(100);
  });

  it("is none with any one character changed, left out or added", () => {
    // Base64url reads neither all bits of 29 bytes' last character, nor padding.
    const token = mintToken(key, claims);
    const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ "];
    for (let index = 0; index <= token.length; index += 1) {
      const [before, behind] = [token.slice(0, index), token.slice(index)];
      const added = ["", ...alphabet].flatMap((text) => [
        before + text + behind,
        before + text + behind.slice(1),
      ]);
      for (const text of added.filter((changed) => changed !== token))
        expect(openToken(key, text), text).toBeUndefined();
    }
  });

  it.each([
    ["the alphabet of base64", (token: string) => token.replaceAll("-", "+").replaceAll("_", "/")],
    ["two tokens joined", (token: string) => `${token},${token}`],
    ["its payload alone", (token: string) => token.split(".")[0] ?? ""],
    ["its payload and a dot", (token: string) => `${token.split(".")[0]}.`],
    ["its signature alone", (token: string) => `.${token.split(".")[1]}`],
    ["nothing", () => ""],
  ])("is none with %s", (_, change) => {
    // base64 and base64url write these bytes with different characters.
    const token = tokenByHand(key, payloadOf("r", expiresAt));
    expect(openToken(key, token)).toEqual({ ...claims, reference: "r" });
    expect(openToken(key, change(token))).toBeUndefined();
  });

  it("is none of another key, nor of the same key used without its domain", () => {
    const token = mintToken(key, claims);
    expect(openToken(`${key}0`, token)).toBeUndefined();
    expect(openToken(key.toUpperCase(), token)).toBeUndefined();
    const payload = Buffer.from(token.split(".")[0] ?? "", "base64url");
    expect(openToken(key, tokenByHand(key, payload, ""))).toBeUndefined();
  });

  it.each([
    ["no reference", Buffer.alloc(20)],
    ["no expiry", Buffer.alloc(18)],
    ["49 bytes of reference", Buffer.alloc(69, "r")],
    ["a reference that is not UTF-8", Buffer.from([...Buffer.alloc(20), 0x61, 0xff])],
    ["a reference with a control character", payloadOf("a\nb", expiresAt)],
  ])("is none with %s, though the key signed it", (_, payload) => {
    expect(openToken(key, tokenByHand(key, payload))).toBeUndefined();
  });
});

describe("minting", () => {
  it.each([
    ["an empty reference", { ...claims, reference: "" }, /^reference .*1 to 48 bytes/],
    ["49 bytes", { ...claims, reference: "r".repeat(49) }, /^reference /],
    ["25 characters of two bytes", { ...claims, reference: "é".repeat(25) }, /^reference /],
    ["half a surrogate pair", { ...claims, reference: "\ud83d" }, /^reference /],
    ["a line break", { ...claims, reference: "case\n4711" }, /^reference .*control/],
    ["a C1 control character", { ...claims, reference: "case\u0085" }, /^reference /],
    ["no date", { ...claims, expiresAt: new Date(Number.NaN) }, /^expiresAt /],
    ["a date before 1970", { ...claims, expiresAt: new Date(-1) }, /^expiresAt /],
    ["a date after 2106", { ...claims, expiresAt: new Date(2 ** 32 * 1000) }, /^expiresAt .*2106/],
  ])("throws at %s", (_, wrong, message) => {
    expect(() => mintToken(key, wrong)).toThrow(RangeError);
    expect(() => mintToken(key, wrong)).toThrow(message);
  });

  it.each([
    ["31 bytes", "k".repeat(31), false],
    ["32 bytes", "k".repeat(32), true],
    ["16 characters of two bytes", "é".repeat(16), true],
    ["32 bytes with the line break of a file", `${"k".repeat(32)}\n`, false],
    ["32 bytes behind a space", ` ${"k".repeat(32)}`, false],
    ["half a surrogate pair", `${"k".repeat(32)}\ud83d`, false],
    ["32 bytes around a control character", `${"k".repeat(16)}\u0007${"k".repeat(16)}`, false],
    ["another type", 32, false],
  ])("takes %s as a key or not: %j", (_, given, isKey) => {
    expect(v.is(sessionKeySchema, given)).toBe(isKey);
  });

  it("throws at a key that is none, and does not quote it", () => {
    const short = "a key of 31 bytes, not of 32 ..";
    expect(v.safeParse(sessionKeySchema, short).issues).toMatchObject([{ message: "too_short" }]);
    expect(() => mintToken(short, claims)).toThrow(/^sessionKey .*32 bytes/);
    expect(() => mintToken(short, claims)).not.toThrow(short);
  });
});
