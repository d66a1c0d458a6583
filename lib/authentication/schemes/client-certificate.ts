import { createPublicKey, X509Certificate } from "node:crypto";
import type * as v from "valibot";
import { authentic, type OpenScheme, type Verdict } from "../scheme.ts";
import { boundPins, onOneLine, type Pin, withoutColons } from "./certificate-pins.ts";

type Settings = v.InferOutput<typeof boundPins>;
type IsPinned = (certificate: X509Certificate) => boolean;

/**
 * Mutual TLS. API Gateway proves that the caller holds the key of a certificate from the trust store's authorities. A
 * pin selects this source's certificate: by SHA-256 fingerprint, or by subject and issuer.
 *
 * Each authority can sign an intermediate with any name. So a pin by names also requires the signature of the
 * issuer's own key. The stack takes that key from the trust store.
 *
 * Names compare as Node prints them, with commas for line breaks: `C=FR,O=Example,CN=push`.
 */
export function clientCertificate(): OpenScheme<Settings> {
  return {
    needs: "mutual-tls",
    settings: boundPins,
    prepare({ pins, issuerKeys }) {
      const checks = pins.map((pin) => preparePin(pin, issuerKeys));
      return (delivery, now) => {
        const certificate = parseCertificate(delivery.clientCertificate);
        return typeof certificate === "string" ? certificate : verify(certificate, checks, now);
      };
    },
  };
}

function verify(certificate: X509Certificate, checks: readonly IsPinned[], now: Date): Verdict {
  if (!checks.some((isPinned) => isPinned(certificate))) return "certificate_not_pinned";
  const isValid = certificate.validFromDate <= now && now <= certificate.validToDate;
  return isValid ? authentic : "certificate_expired";
}

/** Throws for names without their issuer's key: any authority of the trust store can write names. */
function preparePin(pin: Pin, issuerKeys: Settings["issuerKeys"]): IsPinned {
  if ("sha256" in pin) return ({ fingerprint256 }) => withoutColons(fingerprint256) === pin.sha256;
  const spki = issuerKeys[pin.issuer];
  if (spki === undefined) throw new RangeError(`a pin by names has no key of its issuer ${pin.issuer}`);
  const key = createPublicKey({ key: Buffer.from(spki, "base64"), format: "der", type: "spki" });
  return (certificate) =>
    onOneLine(certificate.subject) === pin.subject &&
    onOneLine(certificate.issuer) === pin.issuer &&
    certificate.verify(key);
}

function parseCertificate(pem: string | undefined): X509Certificate | "certificate_missing" {
  if (pem === undefined) return "certificate_missing";
  try {
    return new X509Certificate(pem);
  } catch {
    return "certificate_missing";
  }
}
