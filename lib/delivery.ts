import { type JsonReading, parseJson } from "./json.ts";

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
  readonly clientCertificate?: string;
}

export interface Delivery extends Request {
  /** The body as JSON, parsed once however many ask. */
  readonly readJson: () => JsonReading;
}

/**
 * A delivery whose sender proved itself, and the only kind that can be interpreted. `createAuthenticator` makes one, and
 * `restoreDelivery` of one that was quarantined.
 */
export type AuthenticatedDelivery = Delivery & { readonly [authenticated]: true };
declare const authenticated: unique symbol;

export function createDelivery(request: Request): Delivery {
  let reading: JsonReading | undefined;
  const readJson = () => {
    reading ??= parseJson(request.body);
    return reading;
  };
  return { ...request, readJson };
}
