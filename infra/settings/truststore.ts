import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { onOneLine } from "../../lib/authentication/schemes/certificate-pins.ts";

/** SHA-256 of `infra/example-truststore.pem`'s certificate. */
const exampleFingerprint =
  "30:6C:2C:23:50:30:5D:85:99:19:44:FF:1D:AD:0B:0C:76:31:28:35:73:55:16:04:F9:7A:AB:54:4C:E0:BE:95";

/** Undefined if a block is cut off or no certificate, above all a private key. */
export function readCertificates(path: string): X509Certificate[] | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    const boundaries = text.match(/-[ \t]*(BEGIN|END)\b/g) ?? [];
    if (blocks.length === 0 || boundaries.length !== 2 * blocks.length) return undefined;
    const certificates = blocks.map((block) => new X509Certificate(block));
    return [
      ...new Map(certificates.map((certificate) => [certificate.fingerprint256, certificate])).values(),
    ];
  } catch {
    return undefined;
  }
}

/** Each certificate block on its own lines: of two boundaries in one line, OpenSSL would skip the second block. */
export function canonicalTruststore(path: string): string {
  return (readCertificates(path) ?? []).map(String).join("");
}

export function holdsExampleAuthority(path: string): boolean {
  return (readCertificates(path) ?? []).some(({ fingerprint256 }) => fingerprint256 === exampleFingerprint);
}

/** When the first certificate expires. */
export function expiryOfTruststore(path: string): Date {
  const ends = (readCertificates(path) ?? []).map((certificate) => endOf(certificate).getTime());
  return new Date(Math.min(...ends));
}

/** The authorities' distinct public keys, SubjectPublicKeyInfo in base64. */
export function authorityKeys(path: string, name: string): readonly string[] {
  const named = (readCertificates(path) ?? []).filter(({ subject }) => onOneLine(subject) === name);
  const keys = named.map(({ publicKey }) => publicKey.export({ format: "der", type: "spki" }));
  return [...new Set(keys.map((key) => key.toString("base64")))];
}

/** Node 20 has no `validToDate`. */
export function endOf({ validTo }: X509Certificate): Date {
  return new Date(validTo);
}
