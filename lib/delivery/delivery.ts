import { type JsonReading, parseJson } from "../json/json.ts";

/** One HTTP attempt of a vendor. */
export interface Request {
  /** API Gateway's id of the attempt. Always unique, unlike the vendor's values. */
  readonly id: string;
  readonly receivedAt: Date;
  /** The vendor's `x-correlation-id` if machine-made (UUID, ULID, hexadecimal), else `id`. */
  readonly correlationId: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Lower-case names. Commas join repeated headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The TCP connection's address at API Gateway, never a forwarded header. */
  readonly sourceAddress: string;
  /** The PEM certificate that API Gateway verified. */
  readonly clientCertificate?: string | undefined;
  /** The trace of this attempt. A repeat has another. */
  readonly traceparent?: string | undefined;
}

export interface Delivery extends Request {
  /** Parses once. */
  readonly readJson: () => JsonReading;
}

/** Covers part of a body. */
export interface ProvenSignature {
  /** SHA-256. Names the signature, but never replaces it. */
  readonly digest: string;
  /** In the signed characters, by field. Absent means "". */
  readonly values: Readonly<Record<string, string>>;
}

/** Proof besides the caller. Safe to keep: it holds no credential. */
export interface Proven {
  readonly signature?: ProvenSignature | undefined;
  /** Your reference from the session's token. */
  readonly reference?: string | undefined;
}

/**
 * The sender proved itself. Only such a delivery can be interpreted. `createAuthenticator` makes it, and
 * `restoreDelivery` makes it again from the quarantine.
 */
export type AuthenticatedDelivery = Delivery & { readonly proven: Proven; readonly [authenticated]: true };
declare const authenticated: unique symbol;

/** Call only after all configured checks passed, now or before quarantine. */
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
