import { createHash, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindToIssuers } from "../../../../lib/authentication/schemes/certificate-pins.ts";
import { clientCertificate } from "../../../../lib/authentication/schemes/client-certificate.ts";
import { createCertificate, issuerKey, type NameParts } from "../certificates.ts";
import { vendorKeys } from "../tokens.ts";
import { prepareOpen, verifyOpen } from "../verify-scheme.ts";

const subject: NameParts = [{ C: "FR" }, { O: "Bank" }, { CN: "push" }];
const genuine = await createCertificate({ subject });
const namePin = { subject: "C=FR,O=Bank,CN=push", issuer: "CN=Vendor CA" };

/** RFC 7468, section 5.1: the DER between the lines, in base64. */
const base64Of = (pem: string) => pem.replaceAll(/-----.*-----|\s/g, "");
const sha256 = (pem: string) => createHash("sha256").update(base64Of(pem), "base64").digest("hex");
const onOneLine = (pem: string) => new X509Certificate(pem).subject.replaceAll("\n", ",");

/** All pinned issuers have the one authority's key. */
const verify = (pem: string | undefined, pins: readonly unknown[], now?: Date, key = issuerKey) =>
  verifyOpen(
    clientCertificate(),
    bindToIssuers({ pins }, () => key),
    pem === undefined ? {} : { clientCertificate: pem },
    now,
  );
describe("clientCertificate", () => {
  it("accepts a pinned fingerprint, written with colons or without, in either case", async () => {
    const colons = sha256(genuine).replaceAll(/..(?=.)/g, "$&:");
    for (const pin of [sha256(genuine), colons, colons.toUpperCase()])
      expect(await verify(genuine, [{ sha256: pin }])).toBe("authentic");
  });

  it("accepts a pinned subject and issuer, beside other pins", async () => {
    expect(await verify(genuine, [{ sha256: "0".repeat(64) }, namePin])).toBe("authentic");
  });

  it.each([
    ["another certificate of the same subject", { sha256: "0".repeat(64) }],
    ["the subject under another issuer", { ...namePin, issuer: "CN=Another CA" }],
    ["another subject of the issuer", { ...namePin, subject: "C=FR,O=Bank,CN=pull" }],
    ["a part of the subject", { ...namePin, subject: "CN=push" }],
    ["the subject in another order", { ...namePin, subject: "CN=push,O=Bank,C=FR" }],
    ["the subject in another case", { ...namePin, subject: "C=FR,O=BANK,CN=push" }],
  ])("refuses a certificate where %s is pinned", async (_, pin) => {
    expect(await verify(genuine, [pin])).toBe("certificate_not_pinned");
  });

  it("refuses the pinned names where another authority than the issuer signed them", async () => {
    const imitation = await createCertificate({ subject, isByNamesake: true });
    expect(await verify(imitation, [namePin])).toBe("certificate_not_pinned");
    // A fingerprint covers the whole certificate, its signature included.
    expect(await verify(imitation, [{ sha256: sha256(imitation) }])).toBe("authentic");
  });

  it("refuses the pinned names where the issuer's key is of another kind than the signature", async () => {
    const key = base64Of(vendorKeys.publicPem);
    expect(await verify(genuine, [namePin], undefined, key)).toBe("certificate_not_pinned");
  });

  it("refuses a certificate without a subject, whose names are all in an extension", async () => {
    const nameless = await createCertificate({ subject: [] });
    // Undefined in Node up to 24.21.
    expect(new X509Certificate(nameless).subject ?? "").toBe("");
    expect(await verify(nameless, [namePin])).toBe("certificate_not_pinned");
    expect(await verify(nameless, [namePin, { sha256: sha256(nameless) }])).toBe("authentic");
  });

  it("refuses a certificate without an issuer", async () => {
    const orphan = await createCertificate({ subject, issuer: [] });
    expect(await verify(orphan, [namePin])).toBe("certificate_not_pinned");
  });

  it.each<readonly [string, NameParts]>([
    ["a comma", [{ CN: "x,O=Bank" }]],
    ["a line break", [{ CN: "x\nO=Bank" }]],
    ["a carriage return", [{ CN: "x\r\nO=Bank" }]],
    ["an escaped comma", [{ CN: "x\\,O=Bank" }]],
    ["a null character", [{ CN: "x\0,O=Bank" }]],
    ["one set of two attributes", [{ CN: "x", O: "Bank" }]],
    ["a second common name", [{ CN: "x" }, { CN: "O=Bank" }]],
    ["a third attribute", [{ CN: "x" }, { O: "Bank" }, { OU: "y" }]],
  ])("refuses a name that imitates two attributes by %s", async (_, imitation) => {
    const pin = { subject: "CN=x,O=Bank", issuer: "CN=Vendor CA" };
    const two = await createCertificate({ subject: [{ CN: "x" }, { O: "Bank" }] });
    expect(await verify(two, [pin])).toBe("authentic");
    const other = await createCertificate({ subject: imitation });
    expect(await verify(other, [pin])).toBe("certificate_not_pinned");
  });

  it("refuses an issuer that imitates two attributes by a comma", async () => {
    const pem = await createCertificate({ subject, issuer: [{ CN: "x,O=Bank" }] });
    expect(await verify(pem, [{ ...namePin, issuer: "CN=x,O=Bank" }])).toBe("certificate_not_pinned");
  });

  it("takes two subjects for the same only if they are", async () => {
    const piece = fc.constantFrom("x", ",", "\\", "\n", "+", "=", "O=", '"', " ", "é");
    const value = fc.string({ unit: piece, minLength: 1, maxLength: 5 });
    const part = fc.tuple(fc.constantFrom("CN", "O"), value).map(([type, text]) => ({ [type]: text }));
    const name = fc.array(part, { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(name, name, async (subject, otherSubject) => {
        const first = await createCertificate({ subject });
        const second = await createCertificate({ subject: otherSubject });
        const pins = [{ subject: onOneLine(first), issuer: "CN=Vendor CA" }];
        expect(await verify(first, pins)).toBe("authentic");
        const isSame = JSON.stringify(subject) === JSON.stringify(otherSubject);
        expect((await verify(second, pins)) === "authentic").toBe(isSame);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["a second before its first", "2026-10-31T23:59:59Z", "certificate_expired"],
    ["its first second", "2026-11-01T00:00:00Z", "authentic"],
    ["its last second", "2026-12-01T00:00:00Z", "authentic"],
    ["a second after its last", "2026-12-01T00:00:01Z", "certificate_expired"],
  ])("gives the verdict on a pinned certificate in %s", async (_, now, verdict) => {
    expect(await verify(genuine, [namePin], new Date(now))).toBe(verdict);
  });

  it.each([
    ["none", undefined],
    ["an empty one", ""],
    ["a text that is none", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
  ])("refuses %s", async (_, pem) => {
    expect(await verify(pem, [namePin])).toBe("certificate_missing");
  });

  it.each([
    {},
    { pins: [] },
    { pins: [{ sha256: "00" }] },
    { pins: [{ sha256: `${"0".repeat(63)}g` }] },
    { pins: [{ sha256: "0".repeat(65) }] },
    { pins: [{ sha256: `sha256=${"0".repeat(64)}` }] },
    { pins: [{ subject: "CN=push" }] },
    { pins: [{ subject: "", issuer: "" }] },
    { pins: [{ ...namePin, sha256: "0".repeat(64) }] },
    // Any authority of the trust store can write these names.
    { pins: [namePin] },
    { pins: [namePin], issuerKeys: { "CN=Another CA": issuerKey } },
    { pins: [namePin], issuerKeys: { [namePin.issuer]: "" } },
    { pins: [namePin], issuerKeys: { [namePin.issuer]: issuerKey.slice(0, -20) } },
  ])("throws at the settings %j", (settings) => {
    expect(() => prepareOpen(clientCertificate(), settings)).toThrow();
  });
});

describe("bindToIssuers", () => {
  it("adds the key of each issuer once, and leaves pins as they are", () => {
    const digest = "0".repeat(64);
    const pins = [{ sha256: digest }, namePin, { ...namePin, subject: "CN=pull" }];
    expect(bindToIssuers({ pins }, (issuer) => `key of ${issuer}`)).toEqual({
      pins,
      issuerKeys: { "CN=Vendor CA": "key of CN=Vendor CA" },
    });
  });

  it("takes no key from a deployer", () => {
    expect(() => bindToIssuers({ pins: [namePin], issuerKeys: {} }, () => issuerKey)).toThrow();
  });
});
