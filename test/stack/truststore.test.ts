import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { projectDirectory } from "../../infra/project.ts";
import {
  authorityKeys,
  canonicalTruststore,
  expiryOfTruststore,
  holdsExampleAuthority,
} from "../../infra/settings/truststore.ts";
import { faultOfTruststore } from "../../infra/settings/truststore-fault.ts";
import { createChain } from "../support/certificate-chain.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { createCertificate } from "../unit/authentication/certificates.ts";

const directory = temporaryDirectory();

const now = new Date("2026-11-21T00:00:00Z");
const dayMs = 24 * 60 * 60 * 1000;
const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const ec = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
/** Other computers may have none; the boundaries of the blocks are checked without it as well. */
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
let count = 0;

function write(...certificates: readonly string[]): string {
  count += 1;
  const path = join(directory, `${count}.pem`);
  writeFileSync(path, certificates.join("\n"));
  return path;
}

function countedByOpenssl(pem: string): number {
  const output = execFileSync("openssl", ["storeutl", "-noout", "-certs", write(pem)], { encoding: "utf8" });
  return Number(/^Total found: (\d+)$/m.exec(output)?.[1]);
}

/** The subject of every certificate that OpenSSL's rules find (RFC 7468, section 3: a boundary is a line of its own). */
function subjectsReadByOpenssl(pem: string): string[] {
  const blocks = pem.matchAll(
    /^-----BEGIN CERTIFICATE-----\n((?:[\w+/=]{1,64}\n)+)-----END CERTIFICATE-----\n/gm,
  );
  return [...blocks].map(([block]) => new X509Certificate(block).subject);
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
    expect(faultOfTruststore(write(ca, client.key), now)).toMatch(/of no keys or other blocks$/);
    expect(faultOfTruststore(write(ca, ca.slice(0, 100)), now)).toMatch(/of no keys or other blocks$/);
  });

  it("is not good with a short RSA key", async () => {
    const [weak = ""] = await createChain(1, now, { ...rsa, modulusLength: 1024 });
    expect(faultOfTruststore(write(weak), now)).toMatch(/RSA below 2048 bits/);
    const [strong = ""] = await createChain(1, now, rsa);
    expect(faultOfTruststore(write(strong), now)).toBeUndefined();
  });

  it.each([
    ["Ed25519", { ...ec, name: "Ed25519" }],
    ["RSA with PSS", { ...rsa, name: "RSA-PSS", saltLength: 32 }],
    ["RSA with SHA-1", { ...rsa, hash: "SHA-1" }],
    ["a curve of 256 bits with SHA-1", { ...ec, hash: "SHA-1" }],
  ])("is not good with an authority of %s", async (_, algorithm) => {
    expect(faultOfTruststore(write(...(await createChain(1, now, algorithm))), now)).toMatch(
      /a key or a signature that API Gateway does not take/,
    );
  });

  it.each([
    ["RSA with SHA-256", rsa],
    ["RSA with SHA-512", { ...rsa, hash: "SHA-512" }],
    ["P-384", { ...ec, namedCurve: "P-384", hash: "SHA-384" }],
    ["P-521", { ...ec, namedCurve: "P-521", hash: "SHA-512" }],
  ])("is good with an authority of %s", async (_, algorithm) => {
    expect(faultOfTruststore(write(...(await createChain(1, now, algorithm))), now)).toBeUndefined();
  });

  it("is not good with an authority that bears its root's name without its signature", async () => {
    const [other = ""] = await createChain(1, now);
    const [, intermediate = ""] = await createChain(2, now);
    expect(faultOfTruststore(write(other, intermediate), now)).toMatch(
      /chain up to its root: CN=Authority 2$/,
    );
  });

  it("names an authority without a name by nothing", async () => {
    const { client } = await createCertificates(now);
    const nameless = await createCertificate({ subject: [] });
    expect(faultOfTruststore(write(nameless, client.certificate), now)).toMatch(/not an authority's: $/);
  });

  it("may hold a certificate twice", async () => {
    const chain = await createChain(4, now);
    const path = write(...chain, ...chain);
    expect(faultOfTruststore(path, now)).toBeUndefined();
    expect(subjectsReadByOpenssl(canonicalTruststore(path))).toHaveLength(4);
  });

  it.each([
    [
      "a trusted certificate of OpenSSL's",
      (pem: string) => pem.replaceAll(" CERTIFICATE", " TRUSTED CERTIFICATE"),
    ],
    ["a boundary that lost a hyphen", (pem: string) => pem.replace("-----BEGIN", "----BEGIN")],
    ["indented lines", (pem: string) => pem.replaceAll(/^/gm, "  ")],
    ["a boundary of another standard", (pem: string) => pem.replaceAll(/-----(BEGIN|END)/g, "---- $1")],
  ])("is not good with %s beside a certificate", async (_, change) => {
    const [good = ""] = await createChain(1, now);
    const { ca } = await createCertificates(now);
    expect(faultOfTruststore(write(good, change(ca)), now)).toMatch(/in PEM/);
  });

  it.each([["nothing"], ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]])(
    "is not %j",
    (text) => {
      expect(faultOfTruststore(write(text), now)).toMatch(/in PEM/);
    },
  );
});

describe("what is uploaded of a trust store", () => {
  it.each([
    ["joined without a line break", (chain: readonly string[]) => chain.map((pem) => pem.trim()).join("")],
    ["with CRLF", (chain: readonly string[]) => chain.join("\n").replaceAll("\n", "\r\n")],
    [
      "with text between its certificates",
      (chain: readonly string[]) => chain.map((pem) => `Subject: x\n${pem}`).join("\n"),
    ],
    ["without a last line break", (chain: readonly string[]) => chain.join("\n").trim()],
    ["with a byte order mark", (chain: readonly string[]) => `\uFEFF${chain.join("\n")}`],
  ])("holds every certificate of a file %s, as OpenSSL reads them", async (_, join) => {
    const path = write(join(await createChain(3, now)));
    expect(faultOfTruststore(path, now)).toBeUndefined();
    const written = canonicalTruststore(path);
    expect(subjectsReadByOpenssl(written)).toEqual(["CN=Authority 1", "CN=Authority 2", "CN=Authority 3"]);
    if (hasOpenssl) expect(countedByOpenssl(written)).toBe(3);
  });

  it("holds nothing but certificates", async () => {
    const chain = await createChain(2, now);
    const written = canonicalTruststore(write(`password: x\n${chain.join("note\n")}\nend`));
    expect(written.replaceAll(/-----BEGIN CERTIFICATE-----[\w+/=\n]+-----END CERTIFICATE-----\n/g, "")).toBe(
      "",
    );
  });
});

describe("the keys of an authority", () => {
  const nameOf = (level: number) => `CN=Authority ${level}`;
  const spkiOf = (pem: string) => new X509Certificate(pem).publicKey.export({ format: "der", type: "spki" });

  it("are found by its name, of a root and of an intermediate", async () => {
    const chain = await createChain(2, now);
    for (const [at, pem] of chain.entries())
      expect(authorityKeys(write(...chain), nameOf(at + 1))).toEqual([spkiOf(pem).toString("base64")]);
    expect(authorityKeys(write(...chain), "CN=Authority")).toEqual([]);
  });

  it("are several where authorities share a name, and one where a key has several certificates", async () => {
    const [one = ""] = await createChain(1, now);
    const [other = ""] = await createChain(1, now);
    expect(authorityKeys(write(one, other), nameOf(1))).toHaveLength(2);
    expect(authorityKeys(write(one, one), nameOf(1))).toHaveLength(1);
  });
});

describe("the example's authority", () => {
  const example = readFileSync(join(projectDirectory, "infra", "example-truststore.pem"), "utf8");

  it("is known by its certificate, wherever that is", async () => {
    const [other = ""] = await createChain(1, now);
    expect(holdsExampleAuthority(write(other, example.replaceAll("\n", "\r\n")))).toBe(true);
    expect(holdsExampleAuthority(write(other))).toBe(false);
  });
});
