import type { X509Certificate } from "node:crypto";

/**
 * The signature algorithm of a certificate: the hexadecimal digits of its object identifier in DER. Certificate ::=
 * SEQUENCE { tbsCertificate, signatureAlgorithm { algorithm, … }, … } (RFC 5280, section 4.1). Node has a property for
 * it only since version 24.
 */
export function signatureOid({ raw }: X509Certificate): string {
  const signed = contentAt(raw, contentAt(raw, 0).start);
  const { start, end } = contentAt(raw, contentAt(raw, signed.end).start);
  return raw.toString("hex", start, end);
}

/** The position of the content of the element at `offset` (X.690, section 8.1.3). */
function contentAt(der: Buffer, offset: number): { readonly start: number; readonly end: number } {
  const length = der.readUInt8(offset + 1);
  const isShort = length < 0x80;
  const start = offset + 2 + (isShort ? 0 : length - 0x80);
  return { start, end: start + (isShort ? length : der.readUIntBE(offset + 2, length - 0x80)) };
}
