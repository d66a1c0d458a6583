import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { Name, X509CertificateGenerator } from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const [subjectKeys, issuerKeys, namesakeKeys] = await Promise.all([createKeys(), createKeys(), createKeys()]);

/** The issuer's SubjectPublicKeyInfo in base64, as in settings. */
export const issuerKey = Buffer.from(await webcrypto.subtle.exportKey("spki", issuerKeys.publicKey)).toString(
  "base64",
);

/** One entry for each relative distinguished name, in the encoding's order. */
export type NameParts = readonly Readonly<Record<string, string>>[];

export interface CertificateParts {
  readonly subject: NameParts;
  readonly issuer?: NameParts;
  readonly serialNumber?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Another authority, which bears the issuer's name. */
  readonly isByNamesake?: boolean;
}

/** In PEM, as API Gateway passes it. */
export async function createCertificate({
  subject,
  issuer = [{ CN: "Vendor CA" }],
  serialNumber = "01",
  notBefore = new Date("2026-11-01T00:00:00Z"),
  notAfter = new Date("2026-12-01T00:00:00Z"),
  isByNamesake = false,
}: CertificateParts): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    serialNumber,
    subject: encodable(subject),
    issuer: encodable(issuer),
    notBefore,
    notAfter,
    publicKey: subjectKeys.publicKey,
    signingKey: (isByNamesake ? namesakeKeys : issuerKeys).privateKey,
    signingAlgorithm: algorithm,
  });
  return certificate.toString("pem");
}

/** Skips the library's unescaping of bare texts. */
function encodable(name: NameParts): Name {
  return new Name(
    name.map((attributes) =>
      Object.fromEntries(Object.entries(attributes).map(([type, value]) => [type, [{ utf8String: value }]])),
    ),
  );
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
