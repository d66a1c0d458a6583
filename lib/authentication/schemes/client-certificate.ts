import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import * as v from "valibot";
import type { OpenScheme, Verdict } from "../scheme.ts";
import { boundPins, issuersOf, onOneLine, type Pin, withoutColons } from "./certificate-pins.ts";

type IssuerKeys = ReadonlyMap<string, KeyObject>;

/**
 * The delivery must have come over mutual TLS with a certificate that is this source's own. API Gateway proves that
 * the caller holds the key of *some* certificate that the trust store vouches for; which caller may speak for which
 * source is decided here, by the certificate's SHA-256 fingerprint or by its subject and issuer.
 *
 * Every authority of the trust store can sign an intermediate with any name. A pin by names therefore also asks for the
 * signature of the issuer's own key, which the stack takes from the trust store.
 *
 * Names are compared as Node prints them, one attribute a line joined by commas: `C=FR,O=Example,CN=push`.
 */
export function clientCertificate(): OpenScheme {
  return {
    usesSecret: false,
    places: [{ in: "connection", shows: "certificate" }],
    configure(settings) {
      const { pins, issuerKeys } = v.parse(boundPins, settings);
      const keys = readKeys(issuerKeys);
      const unbound = issuersOf(pins).find((issuer) => !keys.has(issuer));
      if (unbound !== undefined) throw new RangeError(`a pin by names has no key of its issuer ${unbound}`);
      return (delivery, now) => {
        const certificate = parseCertificate(delivery.clientCertificate);
        return certificate ? verify(certificate, pins, keys, now) : "certificate_missing";
      };
    },
  };
}

function verify(certificate: X509Certificate, pins: readonly Pin[], keys: IssuerKeys, now: Date): Verdict {
  if (!pins.some((candidate) => isPinned(certificate, candidate, keys))) return "certificate_not_pinned";
  const isValid = certificate.validFromDate <= now && now <= certificate.validToDate;
  return isValid ? "authentic" : "certificate_expired";
}

function isPinned(certificate: X509Certificate, candidate: Pin, keys: IssuerKeys): boolean {
  if ("sha256" in candidate) return withoutColons(certificate.fingerprint256) === candidate.sha256;
  const key = keys.get(candidate.issuer);
  return (
    onOneLine(certificate.subject) === candidate.subject &&
    onOneLine(certificate.issuer) === candidate.issuer &&
    key !== undefined &&
    certificate.verify(key)
  );
}

function readKeys(issuerKeys: Readonly<Record<string, string>>): IssuerKeys {
  const read = (spki: string) =>
    createPublicKey({ key: Buffer.from(spki, "base64"), format: "der", type: "spki" });
  return new Map(Object.entries(issuerKeys).map(([name, spki]) => [name, read(spki)]));
}

function parseCertificate(pem: string | undefined): X509Certificate | undefined {
  if (pem === undefined) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
