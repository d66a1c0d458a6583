import "reflect-metadata";
import { randomBytes, webcrypto, X509Certificate } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** In PEM. */
interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface LocalCertificates {
  /** Signs the other two. The mutual TLS listener trusts only it. */
  readonly ca: string;
  readonly server: KeyedCertificate;
  /** The vendor's. */
  readonly client: KeyedCertificate;
  /** SHA-256, as pins name it. */
  readonly clientFingerprint: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const lifetimeMs = 90 * 24 * 60 * 60 * 1000;

/** The authority is new in each run, so its key is worth nothing later. */
export async function createCertificates(now: Date): Promise<LocalCertificates> {
  const caKeys = await createKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...identityOf("Local notification intake CA", now),
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const issue = (name: string, usage: ExtendedKeyUsage) =>
    issueCertificate(ca.subject, caKeys.privateKey, name, usage, now);
  const [server, client] = await Promise.all([
    issue("localhost", ExtendedKeyUsage.serverAuth),
    issue("local-vendor", ExtendedKeyUsage.clientAuth),
  ]);
  const { fingerprint256 } = new X509Certificate(client.certificate);
  return { ca: ca.toString("pem"), server, client, clientFingerprint: fingerprint256 };
}

async function issueCertificate(
  issuer: string,
  signingKey: webcrypto.CryptoKey,
  name: string,
  usage: ExtendedKeyUsage,
  now: Date,
): Promise<KeyedCertificate> {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.create({
    ...identityOf(name, now),
    issuer,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage]),
      new SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { certificate: certificate.toString("pem"), key: PemConverter.encode(key, "PRIVATE KEY") };
}

function identityOf(name: string, now: Date) {
  return {
    serialNumber: randomBytes(16).toString("hex").replace(/^./, "1"),
    subject: `CN=${name}`,
    name: `CN=${name}`,
    notBefore: new Date(now.getTime() - 60_000),
    notAfter: new Date(now.getTime() + lifetimeMs),
  };
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
