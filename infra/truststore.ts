import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { projectDirectory } from "./project.ts";

/** Certificates from an intermediate to its root; a longer chain and API Gateway turns every caller away. */
const longestChain = 4;
const soonMs = 30 * 24 * 60 * 60 * 1000;

/**
 * What is wrong with a trust store, as the end of a sentence; undefined if nothing is. API Gateway deploys a faulty
 * one with a warning that nobody reads, and then some callers fail
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html).
 */
export function faultOfTruststore(path: string, now: Date): string | undefined {
  const certificates = readCertificates(path);
  if (certificates === undefined) return "is not a file of certificates in PEM";
  for (const certificate of certificates) {
    const name = certificate.subject.replaceAll("\n", ",");
    if (!certificate.ca) return `holds a certificate that is not an authority's: ${name}`;
    if (certificate.validToDate.getTime() - now.getTime() < soonMs) {
      return `holds a certificate that expires within 30 days: ${name}`;
    }
    if (chainOf(certificate, certificates).length > longestChain) {
      return `holds a chain of more than ${longestChain} certificates: ${name}`;
    }
  }
  return undefined;
}

/** The first day on which a certificate of the trust store is no longer valid. */
export function expiryOfTruststore(path: string): Date {
  const ends = (readCertificates(path) ?? []).map(({ validToDate }) => validToDate.getTime());
  return new Date(Math.min(...ends));
}

function readCertificates(path: string): X509Certificate[] | undefined {
  try {
    const text = readFileSync(resolve(projectDirectory, path), "utf8");
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
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
