import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { BasicConstraintsExtension, X509CertificateGenerator } from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A root and the authorities below it, each signed by the one before, in PEM. */
export async function createChain(length: number, now: Date): Promise<string[]> {
  const chain: string[] = [];
  let issuer = { name: "CN=Authority 1", keys: await createKeys() };
  for (let level = 1; level <= length; level += 1) {
    const subject = { name: `CN=Authority ${level}`, keys: level === 1 ? issuer.keys : await createKeys() };
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `0${level}`,
      subject: subject.name,
      issuer: issuer.name,
      publicKey: subject.keys.publicKey,
      signingKey: issuer.keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: now,
      notAfter: new Date(now.getTime() + 365 * 24 * 60 * 60 * 1000),
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    chain.push(certificate.toString("pem"));
    issuer = subject;
  }
  return chain;
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
