import { X509Certificate } from "node:crypto";
import * as v from "valibot";
import type { OpenScheme, Verdict } from "./scheme.ts";

const distinguishedName = v.pipe(v.string(), v.nonEmpty());
const pin = v.union(
  [
    v.strictObject({ sha256: v.pipe(v.string(), v.transform(withoutColons), v.regex(/^[0-9a-f]{64}$/)) }),
    v.strictObject({ subject: distinguishedName, issuer: distinguishedName }),
  ],
  'is neither {"sha256"} nor {"subject","issuer"}',
);
const settingsSchema = v.strictObject({ pins: v.pipe(v.array(pin), v.minLength(1)) });
type Pin = v.InferOutput<typeof pin>;

/**
 * The delivery must have come over mutual TLS with a certificate that is this source's own. API Gateway proves that
 * the caller holds the key of *some* certificate that the trust store vouches for; which caller may speak for which
 * source is decided here, by the certificate's SHA-256 fingerprint or by its subject and issuer.
 *
 * Names are compared as Node prints them, one attribute a line joined by commas: `C=FR,O=Example,CN=push`.
 */
export function clientCertificate(): OpenScheme {
  return {
    usesSecret: false,
    places: [{ in: "connection", shows: "certificate" }],
    configure(settings) {
      const { pins } = v.parse(settingsSchema, settings);
      return (delivery, now) => {
        const certificate = parseCertificate(delivery.clientCertificate);
        return certificate ? judge(certificate, pins, now) : "certificate_missing";
      };
    },
  };
}

function judge(certificate: X509Certificate, pins: readonly Pin[], now: Date): Verdict {
  if (!pins.some((candidate) => isPinned(certificate, candidate))) return "certificate_not_pinned";
  const isValid = certificate.validFromDate <= now && now <= certificate.validToDate;
  return isValid ? "authentic" : "certificate_expired";
}

function isPinned(certificate: X509Certificate, candidate: Pin): boolean {
  if ("sha256" in candidate) return withoutColons(certificate.fingerprint256) === candidate.sha256;
  return (
    onOneLine(certificate.subject) === candidate.subject && onOneLine(certificate.issuer) === candidate.issuer
  );
}

function parseCertificate(pem: string | undefined): X509Certificate | undefined {
  if (pem === undefined) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function withoutColons(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}

function onOneLine(name: string): string {
  return name.replaceAll("\n", ",");
}
