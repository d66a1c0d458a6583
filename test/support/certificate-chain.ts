import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { BasicConstraintsExtension, X509CertificateGenerator } from "@peculiar/x509";

type Algorithm = EcAlgorithm | RsaAlgorithm;
type EcAlgorithm = webcrypto.EcKeyGenParams & { readonly hash: string };
type RsaAlgorithm = webcrypto.RsaHashedKeyGenParams & { readonly hash: string };

const elliptic = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A root and its chain of authorities, in PEM. */
export async function createChain(
  length: number,
  now: Date,
  algorithm: Algorithm = elliptic,
): Promise<string[]> {
  const chain: string[] = [];
  let issuer = { name: "CN=Authority 1", keys: await createKeys(algorithm) };
  for (let level = 1; level <= length; level += 1) {
    const subject = {
      name: `CN=Authority ${level}`,
      keys: level === 1 ? issuer.keys : await createKeys(algorithm),
    };
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

function createKeys(algorithm: Algorithm): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
