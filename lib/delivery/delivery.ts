import { type JsonReading, parseJson } from "../json/json.ts";

/** One HTTP attempt of a vendor, as API Gateway saw it. */
export interface Request {
  /** API Gateway's id of this attempt; unlike anything a vendor sends, never the same twice. */
  readonly id: string;
  readonly receivedAt: Date;
  /** The vendor's `x-correlation-id` if a machine made it (UUID, ULID, hexadecimal), else `id`. */
  readonly correlationId: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Names in lower case; repeated headers joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The address that API Gateway accepted the connection from, never a forwarded header. */
  readonly sourceAddress: string;
  /** The PEM of the client certificate that the mutual TLS domain verified. */
  readonly clientCertificate?: string | undefined;
}

export interface Delivery extends Request {
  /** The body as JSON, parsed once however many ask. */
  readonly readJson: () => JsonReading;
}

/** A signature that covers part of a body. */
export interface ProvenSignature {
  /** SHA-256 of the signature: it names the signature and cannot be used as one. */
  readonly digest: string;
  /** The signed values by field, in the characters that were signed; "" for one that is absent. */
  readonly values: Readonly<Record<string, string>>;
}

/** What credentials prove besides the caller. Safe to keep: no credential can be made out of it. */
export interface Proven {
  readonly signature?: ProvenSignature | undefined;
  /** The reference that you gave to a token for one session. */
  readonly reference?: string | undefined;
}

/**
 * A delivery whose sender proved itself, and the only kind that can be interpreted. `createAuthenticator` makes one, and
 * `restoreDelivery` of one that was quarantined.
 */
export type AuthenticatedDelivery = Delivery & { readonly proven: Proven; readonly [authenticated]: true };
declare const authenticated: unique symbol;

/** Makes the brand. Call it only where every configured check has passed, now or before the delivery was quarantined. */
export function vouchFor(delivery: Delivery, proven: Proven): AuthenticatedDelivery {
  return { ...delivery, proven } as AuthenticatedDelivery;
}

export function createDelivery(request: Request): Delivery {
  let reading: JsonReading | undefined;
  const readJson = () => {
    reading ??= parseJson(request.body);
    return reading;
  };
  return { ...request, readJson };
}
