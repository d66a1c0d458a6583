import type { X509Certificate } from "node:crypto";

/**
 * The signature algorithm's object identifier, as hexadecimal DER: Certificate ::= SEQUENCE { tbsCertificate,
 * signatureAlgorithm { algorithm, … }, … } (RFC 5280, section 4.1). Node has it only since version 24.
 */
export function signatureOid({ raw }: X509Certificate): string {
  const signed = contentAt(raw, contentAt(raw, 0).start);
  const { start, end } = contentAt(raw, contentAt(raw, signed.end).start);
  return raw.toString("hex", start, end);
}

/** Where the element's content lies (X.690, section 8.1.3). */
function contentAt(der: Buffer, offset: number): { readonly start: number; readonly end: number } {
  const length = der.readUInt8(offset + 1);
  const isShort = length < 0x80;
  const start = offset + 2 + (isShort ? 0 : length - 0x80);
  return { start, end: start + (isShort ? length : der.readUIntBE(offset + 2, length - 0x80)) };
}
