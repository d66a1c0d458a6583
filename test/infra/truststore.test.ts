import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { expiryOfTruststore, faultOfTruststore } from "../../infra/truststore.ts";
import { createChain } from "../support/certificate-chain.ts";

const directory = mkdtempSync(join(tmpdir(), "notification-intake-truststore-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const now = new Date("2026-11-21T00:00:00Z");
const dayMs = 24 * 60 * 60 * 1000;
const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
let count = 0;

function write(...certificates: readonly string[]): string {
  count += 1;
  const path = join(directory, `${count}.pem`);
  writeFileSync(path, certificates.join("\n"));
  return path;
}

describe("a trust store", () => {
  it("of an authority is good", async () => {
    const { ca } = await createCertificates(now);
    expect(faultOfTruststore(write(ca), now)).toBeUndefined();
  });

  it("of somebody's own certificate is not", async () => {
    const { ca, client } = await createCertificates(now);
    expect(faultOfTruststore(write(ca, client.certificate), now)).toMatch(
      /not an authority's: CN=local-vendor$/,
    );
  });

  it("is not good any more 30 days before its first certificate ends", async () => {
    const path = write((await createCertificates(now)).ca);
    const expiry = expiryOfTruststore(path);
    expect(faultOfTruststore(path, new Date(expiry.getTime() - 31 * dayMs))).toBeUndefined();
    expect(faultOfTruststore(path, new Date(expiry.getTime() - 29 * dayMs))).toMatch(
      /expires within 30 days/,
    );
  });

  it("holds chains of four certificates, and of no more", async () => {
    expect(faultOfTruststore(write(...(await createChain(4, now))), now)).toBeUndefined();
    expect(faultOfTruststore(write(...(await createChain(5, now))), now)).toMatch(/chain of more than 4/);
  });

  it("is not good without the root of a chain", async () => {
    const [, intermediate = ""] = await createChain(2, now);
    expect(faultOfTruststore(write(intermediate), now)).toMatch(
      /without the chain up to its root: CN=Authority 2$/,
    );
  });

  it("is not good with a private key in it, or with a certificate that was cut off", async () => {
    const { ca, client } = await createCertificates(now);
    expect(faultOfTruststore(write(ca, client.key), now)).toMatch(/nothing else$/);
    expect(faultOfTruststore(write(ca, ca.slice(0, 100)), now)).toMatch(/nothing else$/);
  });

  it("is not good with a short RSA key", async () => {
    const [weak = ""] = await createChain(1, now, { ...rsa, modulusLength: 1024 });
    expect(faultOfTruststore(write(weak), now)).toMatch(/RSA below 2048 bits/);
    const [strong = ""] = await createChain(1, now, rsa);
    expect(faultOfTruststore(write(strong), now)).toBeUndefined();
  });

  it.each([["nothing"], ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]])(
    "is not %j",
    (text) => {
      expect(faultOfTruststore(write(text), now)).toMatch(/in PEM/);
    },
  );
});
