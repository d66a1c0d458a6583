import type { Delivery } from "../../delivery/delivery.ts";

/** RFC 6750, section 3. */
export const bearerChallenge = 'Bearer realm="notifications"';
/** For either notation (RFC 7617, section 2.1). */
export const tokenChallenge = `Basic realm="notifications", charset="UTF-8", ${bearerChallenge}`;

/**
 * Reads the credential of `<scheme> <credential>` (RFC 9110, section 11.4). The scheme ignores case. Several spaces may
 * follow. One word alone has no credential. `schemeWords` are in lower case.
 */
export function readCredential(delivery: Delivery, schemeWords: readonly string[]): string | undefined {
  const header = delivery.headers.authorization?.trim();
  if (header === undefined) return undefined;
  const space = header.indexOf(" ");
  const isKnown = space !== -1 && schemeWords.includes(header.slice(0, space).toLowerCase());
  return isKnown ? header.slice(space).trim() : undefined;
}

/**
 * Reads a token sent as Basic or as Bearer. Both notations carry the same token, so neither weakens the other (ADR 7).
 * Decoding is cheap: API Gateway limits headers to 10,240 bytes.
 */
export function readToken(delivery: Delivery): string | undefined {
  const encoded = readCredential(delivery, ["basic"]);
  return encoded === undefined ? readCredential(delivery, ["bearer"]) : decodeBasic(encoded);
}

/** RFC 7617, section 2, in UTF-8, with any number of colons. Other spellings of the bytes are refused. */
function decodeBasic(encoded: string): string {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return Buffer.from(text).toString("base64") === encoded ? text : "";
}
