import { createHash, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindToIssuers, onOneLine } from "../../../../lib/authentication/schemes/certificate-pins.ts";
import { clientCertificate } from "../../../../lib/authentication/schemes/client-certificate.ts";
import { createCertificate, issuerKey, type NameParts } from "../certificates.ts";
import { vendorKeys } from "../tokens.ts";
import { prepareScheme, verifyScheme } from "../verify-scheme.ts";

const subject: NameParts = [{ C: "FR" }, { O: "Bank" }, { CN: "push" }];
const genuine = await createCertificate({ subject });
const namePin = { subject: "C=FR,O=Bank,CN=push", issuer: "CN=Vendor CA" };

/** RFC 7468, section 5.1: the DER between the lines, in base64. */
const base64Of = (pem: string) => pem.replaceAll(/-----.*-----|\s/g, "");
const sha256 = (pem: string) => createHash("sha256").update(base64Of(pem), "base64").digest("hex");
const withColons = sha256(genuine).replaceAll(/..(?=.)/g, "$&:");

/** All pinned issuers have the one authority's key. */
const verify = (pem: string | undefined, pins: readonly unknown[], now?: Date, key = issuerKey) =>
  verifyScheme(
    clientCertificate(),
    undefined,
    { clientCertificate: pem },
    { settings: bindToIssuers({ pins }, () => key), ...(now ? { now } : {}) },
  );

const otherDigest = "0".repeat(64);
const imitation = await createCertificate({ subject, isByNamesake: true });
// Its names are all in an extension. Node up to 24.21 has no subject then.
const nameless = await createCertificate({ subject: [] });
const commaIssuer = await createCertificate({ subject, issuer: [{ CN: "x,O=Bank" }] });
const orphan = await createCertificate({ subject, issuer: [] });

describe("clientCertificate", () => {
  it.each([
    ["a fingerprint", genuine, [{ sha256: sha256(genuine) }]],
    ["one with colons", genuine, [{ sha256: withColons }]],
    ["one in upper case", genuine, [{ sha256: withColons.toUpperCase() }]],
    ["subject and issuer, beside other pins", genuine, [{ sha256: otherDigest }, namePin]],
    // A fingerprint covers the whole certificate, its signature included.
    ["the fingerprint of an imitation", imitation, [{ sha256: sha256(imitation) }]],
    ["a fingerprint where there is no name", nameless, [namePin, { sha256: sha256(nameless) }]],
  ])("accepts %s", async (_, pem, pins) => {
    expect(await verify(pem, pins)).toBe("authentic");
  });

  const rsaKey = base64Of(vendorKeys.publicPem);
  it.each([
    ["another certificate of the same subject", genuine, { sha256: otherDigest }],
    ["the subject under another issuer", genuine, { ...namePin, issuer: "CN=Another CA" }],
    ["another subject of the issuer", genuine, { ...namePin, subject: "C=FR,O=Bank,CN=pull" }],
    ["a part of the subject", genuine, { ...namePin, subject: "CN=push" }],
    ["the subject in another order", genuine, { ...namePin, subject: "CN=push,O=Bank,C=FR" }],
    ["the subject in another case", genuine, { ...namePin, subject: "C=FR,O=BANK,CN=push" }],
    ["the names that another authority signed", imitation, namePin],
    ["an issuer whose key is of another kind", genuine, namePin, rsaKey],
    ["a certificate with a subject", nameless, namePin],
    ["a certificate with an issuer", orphan, namePin],
    ["an issuer of two attributes, not of one", commaIssuer, { ...namePin, issuer: "CN=x,O=Bank" }],
  ])("refuses a certificate where %s is pinned", async (_, pem, pin, key = issuerKey) => {
    expect(await verify(pem, [pin], undefined, key)).toBe("certificate_not_pinned");
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

  it("takes two subjects for the same only if they are", async () => {
    const piece = fc.constantFrom("x", ",", "\\", "\n", "+", "=", "O=", '"', " ", "é");
    const value = fc.string({ unit: piece, minLength: 1, maxLength: 5 });
    const part = fc.tuple(fc.constantFrom("CN", "O"), value).map(([type, text]) => ({ [type]: text }));
    const name = fc.array(part, { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(name, name, async (subject, otherSubject) => {
        const first = await createCertificate({ subject });
        const second = await createCertificate({ subject: otherSubject });
        const pins = [{ subject: onOneLine(new X509Certificate(first).subject), issuer: "CN=Vendor CA" }];
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

  const unbound = "a pin by names has no key of its issuer CN=Vendor CA";
  const neither = 'is neither {"sha256"} nor {"subject","issuer"}';
  it.each<readonly [object, string]>([
    [{}, "pins"],
    [{ pins: [] }, "length"],
    [{ pins: [{ sha256: "00" }] }, "format"],
    [{ pins: [{ sha256: `${"0".repeat(63)}g` }] }, "format"],
    [{ pins: [{ sha256: "0".repeat(65) }] }, "format"],
    [{ pins: [{ sha256: `sha256=${otherDigest}` }] }, "format"],
    [{ pins: [{ subject: "CN=push" }] }, neither],
    [{ pins: [{ subject: "", issuer: "" }] }, "length"],
    [{ pins: [{ ...namePin, sha256: otherDigest }] }, neither],
    [{ pins: [namePin] }, unbound],
    [{ pins: [namePin], issuerKeys: { "CN=Another CA": issuerKey } }, unbound],
    [{ pins: [namePin], issuerKeys: { [namePin.issuer]: "" } }, "asymmetric key"],
    [{ pins: [namePin], issuerKeys: { [namePin.issuer]: issuerKey.slice(0, -20) } }, "asymmetric key"],
  ])("throws at the settings %j: %s", (settings, message) => {
    expect(() => prepareScheme(clientCertificate(), undefined, settings)).toThrow(message);
  });
});

it("bindToIssuers adds the key of each named issuer, and none for a fingerprint", () => {
  const pins = [{ sha256: otherDigest }, namePin, { ...namePin, subject: "CN=pull" }];
  const issuerKeys = { "CN=Vendor CA": "key of CN=Vendor CA" };
  expect(bindToIssuers({ pins }, (issuer) => `key of ${issuer}`)).toEqual({ pins, issuerKeys });
});

it("onOneLine reads an absent name as empty, which no pin is", () => {
  expect(onOneLine(undefined)).toBe("");
});
