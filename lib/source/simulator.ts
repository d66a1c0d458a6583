import type { AuthenticationSettings } from "../authentication/authenticator.ts";
import type { JsonObject } from "../json/json.ts";

/**
 * The other end of the wire: what a vendor does, for the local intake, the `send` command and the tests. Every source
 * has a `vendor.ts` beside its `source.ts`; no bundle ever holds one.
 */
export interface Simulator {
  /** The name of an example in the source's `examples` folder. */
  readonly defaultExample: string;
  /** New random credentials, of the source's default authentication unless a deployment has another. */
  readonly createCredentials: (authentication?: AuthenticationSettings) => SimulatorCredentials;
  /** The request that the vendor makes of a body. */
  readonly createRequest: (
    body: JsonObject,
    vendorSide: unknown,
    now: Date,
  ) => Promise<SimulatedRequest> | SimulatedRequest;
  /** The same notification about another subject. */
  readonly about: (body: JsonObject, uuid: string) => JsonObject;
  readonly retry: RetryRule;
}

interface SimulatorCredentials {
  /** What the deployer stores in the source's secret. */
  readonly ourSide: Readonly<Record<string, string>>;
  /** What the vendor holds; the same, but for asymmetric keys. */
  readonly vendorSide: Readonly<Record<string, string>>;
}

export interface SimulatedRequest {
  /** Below the address that the vendor was given. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface RetryRule {
  /** Seconds between two attempts, as published. */
  readonly intervalSeconds: number;
  /** Attempts in all, as published; `Infinity` for a vendor that names no end. */
  readonly attempts: number;
  /** Whether the vendor is content with an answer and stops. */
  readonly isDone: (status: number, body: string) => boolean;
}
