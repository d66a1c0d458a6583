import { generateKeyPairSync } from "node:crypto";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { rsaPublicKeyPem } from "../../../lib/authentication/rsa-public-key.ts";
import { rsaKeys, vendorKeys } from "./tokens.ts";

describe("rsaPublicKeyPem", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
  const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey;

  it("accepts an RSA key of 2048 bits", () => {
    expect(v.is(rsaPublicKeyPem, vendorKeys.publicPem)).toBe(true);
  });

  it.each([
    // RFC 7518, section 3.3: 2048 bits or more.
    ["1024 bits", rsaKeys(1024).publicPem],
    ["a private key", vendorKeys.privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ["an elliptic curve", ec.export({ type: "spki", format: "pem" }).toString()],
    ["an RSA key for another algorithm", pss.export({ type: "spki", format: "pem" }).toString()],
    ["a key cut off", vendorKeys.publicPem.slice(0, 200)],
    ["no key", ""],
  ])("refuses %s", (_, pem) => {
    expect(v.is(rsaPublicKeyPem, pem)).toBe(false);
  });
});
