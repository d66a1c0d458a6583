import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** Certificates from an intermediate to its root; a longer chain and API Gateway turns every caller away. */
const longestChain = 4;
const strongRsaBits = 2048;
const soonMs = 30 * 24 * 60 * 60 * 1000;

/**
 * What is wrong with a trust store, as the end of a sentence; undefined if nothing is. API Gateway deploys a faulty
 * one with a warning that nobody reads, and then some callers fail
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html).
 */
export function faultOfTruststore(path: string, now: Date): string | undefined {
  const certificates = readCertificates(path);
  if (certificates === undefined) return "is not a file of certificates in PEM, and of nothing else";
  for (const certificate of certificates) {
    const fault = faultOf(certificate, certificates, now);
    if (fault) return `holds ${fault}: ${certificate.subject.replaceAll("\n", ",")}`;
  }
  return undefined;
}

function faultOf(
  certificate: X509Certificate,
  all: readonly X509Certificate[],
  now: Date,
): string | undefined {
  if (!certificate.ca) return "a certificate that is not an authority's";
  if (certificate.validToDate.getTime() - now.getTime() < soonMs)
    return "a certificate that expires within 30 days";
  if (isWeak(certificate))
    return "a key or a signature that API Gateway does not take (RSA below 2048 bits, SHA-1)";
  const chain = chainOf(certificate, all);
  if (chain.length > longestChain) return `a chain of more than ${longestChain} certificates`;
  const root = chain.at(-1);
  return root?.checkIssued(root) ? undefined : "a certificate without the chain up to its root";
}

function isWeak({ publicKey, signatureAlgorithm }: X509Certificate): boolean {
  const { modulusLength = strongRsaBits } = publicKey.asymmetricKeyDetails ?? {};
  return modulusLength < strongRsaBits || /sha1|md5/i.test(signatureAlgorithm ?? "");
}

/** The first day on which a certificate of the trust store is no longer valid. */
export function expiryOfTruststore(path: string): Date {
  const ends = (readCertificates(path) ?? []).map(({ validToDate }) => validToDate.getTime());
  return new Date(Math.min(...ends));
}

/** Undefined if there is anything else in the file, a private key above all: the file is uploaded as it is. */
function readCertificates(path: string): X509Certificate[] | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
    if (blocks?.length !== text.match(/-----BEGIN/g)?.length) return undefined;
    return blocks?.map((block) => new X509Certificate(block));
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
