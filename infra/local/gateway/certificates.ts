import "reflect-metadata";
import { randomBytes, webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** In PEM. The mutual TLS listener trusts only `ca`, which signs the other two. Pins name the fingerprint. */
export type LocalCertificates = Awaited<ReturnType<typeof createCertificates>>;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const lifetimeMs = 90 * 24 * 60 * 60 * 1000;

/** The authority is new in each run, so its key is worth nothing later. */
export async function createCertificates(now: Date) {
  const keys = await createKeys();
  const authority = { subject: "CN=Local notification intake CA", signingKey: keys.privateKey };
  const ca = await sign(authority, authority.subject, keys.publicKey, now, [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  ]);
  const [server, client] = await Promise.all([
    issue(authority, "CN=localhost", x509.ExtendedKeyUsage.serverAuth, now),
    issue(authority, "CN=local-vendor", x509.ExtendedKeyUsage.clientAuth, now),
  ]);
  const { fingerprint256 } = new X509Certificate(client.certificate);
  return { ca, server, client, clientFingerprint: fingerprint256 };
}

interface Authority {
  readonly subject: string;
  readonly signingKey: webcrypto.CryptoKey;
}

async function issue(authority: Authority, subject: string, usage: x509.ExtendedKeyUsage, now: Date) {
  const { publicKey, privateKey } = await createKeys();
  const certificate = await sign(authority, subject, publicKey, now, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([usage]),
    new x509.SubjectAlternativeNameExtension([
      { type: "dns", value: "localhost" },
      { type: "ip", value: "127.0.0.1" },
    ]),
  ]);
  const key = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  return { certificate, key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}

async function sign(
  { subject: issuer, signingKey }: Authority,
  subject: string,
  publicKey: webcrypto.CryptoKey,
  now: Date,
  extensions: x509.Extension[],
): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomBytes(16).toString("hex").replace(/^./, "1"),
    subject,
    issuer,
    notBefore: new Date(now.getTime() - 60_000),
    notAfter: new Date(now.getTime() + lifetimeMs),
    publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions,
  });
  return certificate.toString("pem");
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
