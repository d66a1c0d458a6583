import type { Delivery } from "../../delivery/delivery.ts";

/** RFC 7617, section 2.1. */
export const basicChallenge = 'Basic realm="notifications", charset="UTF-8"';
/** RFC 6750, section 3. */
export const bearerChallenge = 'Bearer realm="notifications"';

/**
 * Splits `<scheme> <credential>` (RFC 9110, section 11.4). The scheme ignores case. Several spaces may follow. One
 * word alone has no credential.
 */
export function readAuthorization(delivery: Delivery): { scheme: string; credential: string } | undefined {
  const header = delivery.headers.authorization?.trim() ?? "";
  const space = header.indexOf(" ");
  if (space === -1) return undefined;
  return { scheme: header.slice(0, space).toLowerCase(), credential: header.slice(space).trim() };
}

/** Scheme words are in lower case. */
export function readCredential(delivery: Delivery, schemeWords: readonly string[]): string | undefined {
  const authorization = readAuthorization(delivery);
  return authorization && schemeWords.includes(authorization.scheme) ? authorization.credential : undefined;
}
