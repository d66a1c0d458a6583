import { describe, expect, it } from "vitest";
import { type SignedBodyRecipe, signedBody } from "../../../../lib/authentication/schemes/signed-body.ts";
import { hmacByHand } from "../hmac-by-hand.ts";
import { prepareScheme, verifyScheme } from "../verify-scheme.ts";

type Key = string | Uint8Array;
type Signed = readonly [Key, string | Uint8Array, string];
type Changes = Partial<SignedBodyRecipe<Key>>;
const header = "x-signature";
const schemeOf = (changes: Changes = {}) =>
  signedBody<Key>({ header, encoding: "hex", key: (text) => text, ...changes });
const verify = ([key, body, signature]: Signed, changes?: Changes) =>
  verifyScheme(schemeOf(changes), key, { headers: { [header]: signature }, body });

const bytes = (value: number, count: number) => new Uint8Array(count).fill(value);
const larger =
  "This is a test using a larger than block-size key and a larger than block-size data. " +
  "The key needs to be hashed before being used by the HMAC algorithm.";
const hashFirst = "Test Using Larger Than Block-Size Key - Hash Key First";
const oneTo25 = Uint8Array.from({ length: 25 }, (_, index) => index + 1);
const [key, data] = ["Jefe", "what do ya want for nothing?"];
const hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
const base64 = Buffer.from(hex, "hex").toString("base64");

/** RFC 4231, sections 4.2 to 4.5, 4.7 and 4.8: key, data, HMAC-SHA-256. (4.6 cuts the digest off, which no scheme here does.) */
const vectors: readonly Signed[] = [
  [bytes(0x0b, 20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
  [key, data, hex],
  [bytes(0xaa, 20), bytes(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"],
  [oneTo25, bytes(0xcd, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"],
  [bytes(0xaa, 131), hashFirst, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"],
  [bytes(0xaa, 131), larger, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"],
];

describe("signedBody", () => {
  it.each(vectors)("accepts RFC 4231's digest, of any bytes of key and data (%#)", async (...vector) => {
    expect(await verify(vector)).toBe("authentic");
  });

  const prefix = "sha256=";
  it.each<readonly [string, Signed, Changes]>([
    ["base64 where the recipe says so", [key, data, base64], { encoding: "base64" }],
    ["the prefix that the vendor writes", [key, data, `${prefix}${hex}`], { prefix }],
    ["a text as a key in UTF-8", ["clé·鍵", data, hmacByHand("clé·鍵", data).toString("hex")], {}],
  ])("accepts %s", async (_, signed, changes) => {
    expect(await verify(signed, changes)).toBe("authentic");
  });

  it.each<readonly [Changes, readonly string[]]>([
    [{}, [hmacByHand("jefe", data).toString("hex"), hex.replace(/3$/, "2")]],
    [{}, ["", hex.toUpperCase(), `${hex}\n`, `${hex}, ${hex}`, base64, key]],
    [{ encoding: "base64" }, [hex]],
    [{ prefix }, [hex, `SHA256=${hex}`, `sha1=${hex}`, `${prefix}${prefix}${hex}`, prefix]],
  ])("refuses, with the recipe's %j, each of %j", async (changes, signatures) => {
    for (const signature of signatures)
      expect(await verify([key, data, signature], changes), signature).toBe("signature_mismatch");
  });

  it("refuses a delivery that shows no signature, or shows it elsewhere", async () => {
    const elsewhere = { headers: { signature: hex }, body: data };
    expect(await verifyScheme(schemeOf(), key, elsewhere)).toBe("signature_missing");
  });

  const otherBodies = ['{"b":2,"a":1}', '{"a": 1,"b":2}', '{"a":1,"b":2}\n', '\uFEFF{"a":1,"b":2}', ""];
  it.each(otherBodies)("refuses another body, also if its JSON says the same: %j", async (body) => {
    const signature = hmacByHand(key, '{"a":1,"b":2}').toString("hex");
    expect(await verify([key, '{"a":1,"b":2}', signature])).toBe("authentic");
    expect(await verify([key, body, signature])).toBe("signature_mismatch");
  });

  it.each(["", new Uint8Array()])("throws at an empty key, with which anybody could sign", (empty) => {
    expect(() => prepareScheme(schemeOf(), empty)).toThrow("the secret is unusable: too_short");
  });
});
