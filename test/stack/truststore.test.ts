import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { projectDirectory } from "../../infra/project.ts";
import { faultOfTruststore } from "../../infra/settings/truststore-fault.ts";
import {
  authorityKeys,
  canonicalTruststore,
  expiryOfTruststore,
  holdsExampleAuthority,
} from "../../infra/settings/truststore.ts";
import { createChain } from "../support/certificate-chain.ts";
import { today as now } from "../support/synthesized-stack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { createCertificate } from "../unit/authentication/certificates.ts";

const directory = temporaryDirectory();

const dayMs = 24 * 60 * 60 * 1000;
const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const pss = { ...rsa, name: "RSA-PSS", saltLength: 32 };
const ec = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
let count = 0;

function write(...certificates: readonly string[]): string {
  count += 1;
  const path = join(directory, `${count}.pem`);
  writeFileSync(path, certificates.join("\n"));
  return path;
}

type Certificates = readonly string[] | Promise<readonly string[]>;

/** The reason why these authorities are no trust store. */
const faultOf = (...certificates: readonly string[]) => faultOfTruststore(write(...certificates), now);
const chainOf = (length: number, algorithm?: Parameters<typeof createChain>[2]) =>
  createChain(length, now, algorithm);
const [{ ca, client }, [root = ""], [otherRoot = "", intermediate = ""], nameless] = await Promise.all([
  createCertificates(now),
  chainOf(1),
  chainOf(2),
  createCertificate({ subject: [] }),
]);

describe("a trust store", () => {
  it.each<readonly [string, Certificates]>([
    ["an authority", [ca]],
    ["a chain of four certificates", chainOf(4)],
    ["RSA with SHA-256", chainOf(1, rsa)],
    ["RSA with SHA-512", chainOf(1, { ...rsa, hash: "SHA-512" })],
    ["P-384", chainOf(1, { ...ec, namedCurve: "P-384", hash: "SHA-384" })],
    ["P-521", chainOf(1, { ...ec, namedCurve: "P-521", hash: "SHA-512" })],
  ])("is good with %s", async (_, certificates) => {
    expect(faultOf(...(await certificates))).toBeUndefined();
  });

  const refused = /a key or a signature that API Gateway does not take/;
  const notPem = /in PEM/;
  it.each<readonly [string, Certificates, RegExp]>([
    ["somebody's own certificate", [ca, client.certificate], /not an authority's: CN=local-vendor$/],
    ["one of no name", [nameless, client.certificate], /not an authority's: $/],
    ["a chain of five certificates", chainOf(5), /chain of more than 4/],
    ["a chain without its root", [intermediate], /without the chain up to its root: CN=Authority 2$/],
    ["a namesake of its root", [root, intermediate], /chain up to its root: CN=Authority 2$/],
    ["a private key", [ca, client.key], /of no keys or other blocks$/],
    ["a certificate that was cut off", [ca, ca.slice(0, 100)], /of no keys or other blocks$/],
    ["a short RSA key", chainOf(1, { ...rsa, modulusLength: 1024 }), /RSA below 2048 bits/],
    ["Ed25519", chainOf(1, { ...ec, name: "Ed25519" }), refused],
    ["RSA with PSS", chainOf(1, pss), refused],
    ["RSA with SHA-1", chainOf(1, { ...rsa, hash: "SHA-1" }), refused],
    ["a curve of 256 bits with SHA-1", chainOf(1, { ...ec, hash: "SHA-1" }), refused],
    ["OpenSSL's trusted one", [root, ca.replaceAll(" CERTIFICATE", " TRUSTED CERTIFICATE")], notPem],
    ["a boundary that lost a hyphen", [root, ca.replace("-----BEGIN", "----BEGIN")], notPem],
    ["indented lines", [root, ca.replaceAll(/^/gm, "  ")], notPem],
    ["another standard's boundary", [root, ca.replaceAll(/-----(BEGIN|END)/g, "---- $1")], notPem],
    ["text alone", ["nothing"], notPem],
    ["what is none", ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"], notPem],
  ])("is not good with %s", async (_, certificates, fault) => {
    expect(faultOf(...(await certificates))).toMatch(fault);
  });

  it("is not good any more 30 days before its first certificate ends", () => {
    const path = write(ca);
    const daysBefore = (days: number) => new Date(expiryOfTruststore(path).getTime() - days * dayMs);
    expect(faultOfTruststore(path, daysBefore(31))).toBeUndefined();
    expect(faultOfTruststore(path, daysBefore(29))).toMatch(/expires within 30 days/);
  });
});

it.each([
  ["joined without a line break", (chain: readonly string[]) => chain.map((pem) => pem.trim()).join("")],
  ["with CRLF", (chain: readonly string[]) => chain.join("\n").replaceAll("\n", "\r\n")],
  ["with text around them", (chain: readonly string[]) => `password: x\n${chain.join("note\n")}\nend`],
  ["that has each twice", (chain: readonly string[]) => [...chain, ...chain].join("\n")],
  ["with a byte order mark", (chain: readonly string[]) => `\uFEFF${chain.join("\n")}`],
])("what is uploaded holds the certificates of a trust store %s, and nothing else", async (_, join) => {
  const chain = await chainOf(3);
  const path = write(join(chain));
  expect(faultOfTruststore(path, now)).toBeUndefined();
  // Each boundary is a line of its own (RFC 7468, section 3).
  expect(canonicalTruststore(path)).toBe(chain.map((pem) => `${pem.trim()}\n`).join(""));
});

describe("the keys of an authority", () => {
  const nameOf = (level: number) => `CN=Authority ${level}`;
  const spkiOf = (pem: string) => new X509Certificate(pem).publicKey.export({ format: "der", type: "spki" });

  it("are found by its name, of a root and of an intermediate", async () => {
    const chain = await chainOf(2);
    for (const [index, pem] of chain.entries())
      expect(authorityKeys(write(...chain), nameOf(index + 1))).toEqual([spkiOf(pem).toString("base64")]);
    expect(authorityKeys(write(...chain), "CN=Authority")).toEqual([]);
  });

  it("are several where authorities share a name, and one where a key has several certificates", async () => {
    expect(authorityKeys(write(root, otherRoot), nameOf(1))).toHaveLength(2);
    expect(authorityKeys(write(root, root), nameOf(1))).toHaveLength(1);
  });
});

it("the example's authority is known by its certificate, wherever that is", () => {
  const example = readFileSync(join(projectDirectory, "infra", "example-truststore.pem"), "utf8");
  expect(holdsExampleAuthority(write(root, example.replaceAll("\n", "\r\n")))).toBe(true);
  expect(holdsExampleAuthority(write(root))).toBe(false);
});
