import { type JsonReading, parseJson } from "../json/json.ts";

/** One HTTP attempt of a vendor, as API Gateway saw it. */
export interface Request {
  /** API Gateway's id of this attempt. It is never the same twice, unlike anything that a vendor sends. */
  readonly id: string;
  readonly receivedAt: Date;
  /** The vendor's `x-correlation-id` if a machine made it (UUID, ULID, hexadecimal), else `id`. */
  readonly correlationId: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Names are in lower case. Repeated headers are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The address of the TCP connection at API Gateway, never a forwarded header. */
  readonly sourceAddress: string;
  /** The PEM of the client certificate that the mutual TLS domain verified. */
  readonly clientCertificate?: string | undefined;
}

export interface Delivery extends Request {
  /** The body as JSON. It is parsed once. */
  readonly readJson: () => JsonReading;
}

/** A signature that covers part of a body. */
export interface ProvenSignature {
  /** SHA-256 of the signature. It names the signature and cannot be used as one. */
  readonly digest: string;
  /** The signed values by field, in the signed characters. An absent one is "". */
  readonly values: Readonly<Record<string, string>>;
}

/** Proof besides the caller's identity. It is safe to keep: it holds no credential. */
export interface Proven {
  readonly signature?: ProvenSignature | undefined;
  /** Your own reference, minted into the token of one session. */
  readonly reference?: string | undefined;
}

/**
 * A delivery whose sender proved itself. Only such a delivery can be interpreted. `createAuthenticator` makes it, and
 * `restoreDelivery` makes it again out of the quarantine.
 */
export type AuthenticatedDelivery = Delivery & { readonly proven: Proven; readonly [authenticated]: true };
declare const authenticated: unique symbol;

/** Call it only after every configured check has passed, now or before the delivery was quarantined. */
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
