import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { onOneLine } from "../../lib/authentication/schemes/certificate-pins.ts";
import { signatureOid } from "./signature-oid.ts";

/** Certificates from an intermediate to its root; a longer chain and API Gateway turns every caller away. */
const maxChain = 4;
const strongRsaBits = 2048;
const strongCurves = ["prime256v1", "secp384r1", "secp521r1"];
/** RSA and ECDSA with SHA-256, SHA-384 and SHA-512 (RFC 4055, section 5; RFC 5758, section 3.2). */
const strongSignatures = [
  ...["0b", "0c", "0d"].map((last) => `2a864886f70d0101${last}`),
  ...["02", "03", "04"].map((last) => `2a8648ce3d0403${last}`),
];
const soonMs = 30 * 24 * 60 * 60 * 1000;
/** SHA-256 of the certificate in `infra/example-truststore.pem`. */
const exampleFingerprint =
  "30:6C:2C:23:50:30:5D:85:99:19:44:FF:1D:AD:0B:0C:76:31:28:35:73:55:16:04:F9:7A:AB:54:4C:E0:BE:95";

/**
 * What is wrong with a trust store, as the end of a sentence; undefined if nothing is. API Gateway deploys a faulty
 * one with a warning that nobody reads, and then some callers fail
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html).
 */
export function faultOfTruststore(path: string, now: Date): string | undefined {
  const certificates = readCertificates(path);
  if (certificates === undefined)
    return "is not a file of certificates in PEM, and of no keys or other blocks";
  for (const certificate of certificates) {
    const fault = faultOf(certificate, certificates, now);
    if (fault) return `holds ${fault}: ${onOneLine(certificate.subject)}`;
  }
  return undefined;
}

/** Whether it trusts the authority of the example, whatever else is in it. */
export function holdsExampleAuthority(path: string): boolean {
  return (readCertificates(path) ?? []).some(({ fingerprint256 }) => fingerprint256 === exampleFingerprint);
}

/** The first day on which a certificate of the trust store is no longer valid. */
export function expiryOfTruststore(path: string): Date {
  const ends = (readCertificates(path) ?? []).map((certificate) => endOf(certificate).getTime());
  return new Date(Math.min(...ends));
}

/**
 * The certificates alone, one block after the other: OpenSSL reads no block that begins in the line in which another
 * ends, as files without a last line break are joined.
 */
export function canonicalTruststore(path: string): string {
  return (readCertificates(path) ?? []).map(String).join("");
}

/** The different public keys of the authorities of this name, as SubjectPublicKeyInfo in base64. */
export function authorityKeys(path: string, name: string): readonly string[] {
  const named = (readCertificates(path) ?? []).filter(({ subject }) => onOneLine(subject) === name);
  const keys = named.map(({ publicKey }) => publicKey.export({ format: "der", type: "spki" }));
  return [...new Set(keys.map((key) => key.toString("base64")))];
}

function faultOf(
  certificate: X509Certificate,
  all: readonly X509Certificate[],
  now: Date,
): string | undefined {
  if (!certificate.ca) return "a certificate that is not an authority's";
  if (endOf(certificate).getTime() - now.getTime() < soonMs)
    return "a certificate that expires within 30 days";
  if (isWeak(certificate))
    return "a key or a signature that API Gateway does not take (RSA below 2048 bits, SHA-1, or neither RSA nor ECDSA)";
  const chain = chainOf(certificate, all);
  if (chain.length > maxChain) return `a chain of more than ${maxChain} certificates`;
  const root = chain.at(-1);
  const isRoot = root?.checkIssued(root) && root.verify(root.publicKey);
  return isRoot ? undefined : "a certificate without the chain up to its root";
}

function isWeak(certificate: X509Certificate): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails = {} } = certificate.publicKey;
  const { modulusLength = 0, namedCurve = "" } = asymmetricKeyDetails;
  const isStrongKey =
    (asymmetricKeyType === "rsa" && modulusLength >= strongRsaBits) ||
    (asymmetricKeyType === "ec" && strongCurves.includes(namedCurve));
  return !isStrongKey || !strongSignatures.includes(signatureOid(certificate));
}

/** Not `validToDate`, which Node 20 does not have. */
function endOf({ validTo }: X509Certificate): Date {
  return new Date(validTo);
}

/** Each once; undefined if there is any other block in the file, or one that is cut off: a private key above all. */
function readCertificates(path: string): X509Certificate[] | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    const boundaries = text.match(/-[ \t]*(BEGIN|END)\b/g) ?? [];
    if (blocks.length === 0 || boundaries.length !== 2 * blocks.length) return undefined;
    const certificates = blocks.map((block) => new X509Certificate(block));
    return [...new Map(certificates.map((one) => [one.fingerprint256, one])).values()];
  } catch {
    return undefined;
  }
}

/** A certificate and those above it, as far as the store holds them. */
function chainOf(certificate: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const chain = [certificate];
  for (;;) {
    const last = chain.at(-1);
    const issuer = all.find(
      (one) => last && !chain.includes(one) && last.checkIssued(one) && last.verify(one.publicKey),
    );
    if (!issuer) return chain;
    chain.push(issuer);
  }
}
