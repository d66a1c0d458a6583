import { createHmac, randomBytes } from "node:crypto";
import * as v from "valibot";
import { equalInConstantTime } from "../constant-time.ts";
import { credentialText, isSendable } from "../credential-text.ts";
import type { SecretFault } from "../unusable-secret.ts";

/** `reference` is your id of the session's subject. */
export interface TokenClaims {
  readonly reference: string;
  readonly expiresAt: Date;
}

const minKeyBytes = 32;
const maxReferenceBytes = 48;
const nonceBytes = 16;
/** Unsigned big-endian seconds since 1970, up to 2106. */
const expiryBytes = 4;
const maxExpirySeconds = 2 ** (8 * expiryBytes) - 1;

/** Separates these signatures from the key's other uses. */
const domain = "notification-intake.session-token.v1.";

/** The key as UTF-8 text, such as the output of `openssl rand -base64 32`. */
export const sessionKeySchema = v.pipe(
  credentialText,
  v.minBytes(minKeyBytes, "too_short" satisfies SecretFault),
);

const referenceSchema = v.pipe(v.string(), v.nonEmpty(), v.maxBytes(maxReferenceBytes), v.check(isSendable));

const keyRule = `a text of ${minKeyBytes} bytes or more, without control characters or white space at either end`;
const referenceRule = `a text of 1 to ${maxReferenceBytes} bytes in UTF-8, without control characters`;

/**
 * Makes `payload "." signature` in base64url without padding. The payload is nonce, expiry and reference. HMAC-SHA256
 * (RFC 2104) signs `domain` and the payload's text. Throws a `RangeError` that does not quote the key.
 */
export function mintToken(sessionKey: string, { reference, expiresAt }: TokenClaims): string {
  if (!v.is(sessionKeySchema, sessionKey)) throw new RangeError(`sessionKey has to be ${keyRule}`);
  if (!v.is(referenceSchema, reference)) throw new RangeError(`reference has to be ${referenceRule}`);
  const payload = Buffer.concat([randomBytes(nonceBytes), writeExpiry(expiresAt), Buffer.from(reference)]);
  const text = payload.toString("base64url");
  return `${text}.${sign(sessionKey, text)}`;
}

/**
 * Reads a token that this key signed. Undefined for other text.
 *
 * The signature covers the payload's text, as in JWS (RFC 7515, section 5.1). The whole token is compared as text. So
 * a token has one spelling, and nothing is decoded before its proof. A stranger's text costs one HMAC and two hashes,
 * of one header at most.
 */
export function openToken(sessionKey: string, token: string): TokenClaims | undefined {
  const text = token.slice(0, token.indexOf("."));
  if (!equalInConstantTime(token, `${text}.${sign(sessionKey, text)}`)) return undefined;
  return readPayload(Buffer.from(text, "base64url"));
}

function sign(sessionKey: string, text: string): string {
  return createHmac("sha256", sessionKey).update(`${domain}${text}`).digest("base64url");
}

function writeExpiry(expiresAt: Date): Buffer {
  const seconds = Math.floor(Number(expiresAt) / 1000);
  if (!(seconds >= 0 && seconds <= maxExpirySeconds))
    throw new RangeError("expiresAt has to be a date between 1970 and 2106");
  const bytes = Buffer.alloc(expiryBytes);
  bytes.writeUInt32BE(seconds);
  return bytes;
}

/** Refuses payloads that `mintToken` would not write. */
function readPayload(payload: Buffer): TokenClaims | undefined {
  const bytes = payload.subarray(nonceBytes + expiryBytes);
  const reference = bytes.toString("utf8");
  if (!v.is(referenceSchema, reference) || !Buffer.from(reference).equals(bytes)) return undefined;
  return { reference, expiresAt: new Date(payload.readUInt32BE(nonceBytes) * 1000) };
}
