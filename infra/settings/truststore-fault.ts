import type { X509Certificate } from "node:crypto";
import { onOneLine } from "../../lib/authentication/schemes/certificate-pins.ts";
import { signatureOid } from "./signature-oid.ts";
import { endOf, readCertificates } from "./truststore.ts";

/** API Gateway refuses callers with longer chains. */
const maxChain = 4;
const minRsaBits = 2048;
const strongCurves = ["prime256v1", "secp384r1", "secp521r1"];
/** RSA and ECDSA with SHA-256 to SHA-512 (RFC 4055, section 5; RFC 5758, section 3.2). */
const strongSignatures = [
  ...["0b", "0c", "0d"].map((last) => `2a864886f70d0101${last}`),
  ...["02", "03", "04"].map((last) => `2a8648ce3d0403${last}`),
];
const soonMs = 30 * 24 * 60 * 60 * 1000;

/**
 * The end of a sentence, or undefined for a good trust store. API Gateway deploys a faulty one with only a warning, then
 * refuses some callers (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html).
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
    (asymmetricKeyType === "rsa" && modulusLength >= minRsaBits) ||
    (asymmetricKeyType === "ec" && strongCurves.includes(namedCurve));
  return !isStrongKey || !strongSignatures.includes(signatureOid(certificate));
}

/** Each certificate once: authorities may sign each other. */
function chainOf(
  last: X509Certificate,
  all: readonly X509Certificate[],
  below: readonly X509Certificate[] = [],
): readonly X509Certificate[] {
  const chain = [...below, last];
  const others = all.filter((other) => !chain.includes(other));
  const issuer = others.find((other) => last.checkIssued(other) && last.verify(other.publicKey));
  return issuer ? chainOf(issuer, all, chain) : chain;
}
