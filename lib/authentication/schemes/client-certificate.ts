import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import type * as v from "valibot";
import { authentic, type OpenScheme, type Verdict } from "../scheme.ts";
import { boundPins, issuersOf, onOneLine, type Pin, withoutColons } from "./certificate-pins.ts";

type IssuerKeys = ReadonlyMap<string, KeyObject>;

/**
 * Mutual TLS. API Gateway proves that the caller holds the key of a certificate from the trust store's authorities. A
 * pin selects this source's certificate: by SHA-256 fingerprint, or by subject and issuer.
 *
 * Each authority can sign an intermediate with any name. So a pin by names also requires the signature of the
 * issuer's own key. The stack takes that key from the trust store.
 *
 * Names compare as Node prints them, with commas for line breaks: `C=FR,O=Example,CN=push`.
 */
export function clientCertificate(): OpenScheme<v.InferOutput<typeof boundPins>> {
  return {
    needs: "mutual-tls",
    settings: boundPins,
    prepare({ pins, issuerKeys }) {
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
  if (!pins.some((pin) => isPinned(certificate, pin, keys))) return "certificate_not_pinned";
  const isValid = certificate.validFromDate <= now && now <= certificate.validToDate;
  return isValid ? authentic : "certificate_expired";
}

function isPinned(certificate: X509Certificate, pin: Pin, keys: IssuerKeys): boolean {
  if ("sha256" in pin) return withoutColons(certificate.fingerprint256) === pin.sha256;
  const key = keys.get(pin.issuer);
  return (
    onOneLine(certificate.subject) === pin.subject &&
    onOneLine(certificate.issuer) === pin.issuer &&
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
