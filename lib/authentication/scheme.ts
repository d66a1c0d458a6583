import * as v from "valibot";
import type { Delivery, Proven } from "../delivery/delivery.ts";
import type { RefusalCode } from "../delivery/response.ts";

/** The vendor sent the delivery. `proven` is what the check proves besides. */
export interface Authentic {
  readonly proven: Proven;
}

/** The vendor sent the delivery, and the check proves nothing else. */
export const authentic: Authentic = { proven: {} };

export type Verdict = Authentic | RefusalCode;

/** Only a verdict of the right shape passes: a verifier that forgets its `return` refuses. */
export function isAuthentic(verdict: Verdict): verdict is Authentic {
  return typeof verdict === "object" && verdict !== null && "proven" in verdict;
}

/** Checks one delivery. It calls no service. */
export type Verifier = (delivery: Delivery, now: Date) => Verdict | Promise<Verdict>;

/**
 * One way for a vendor to prove itself, as data. A function of `schemes/` makes it from a recipe: the vendor's
 * definition says which header, which fields and which encoding. `settings` reads the deployer's settings. It refuses
 * an unknown key: a typo must not weaken a check. `prepare` is a method, so that schemes with different settings fit in
 * one record: call it with the output of its own `settings`.
 */
export type Scheme<Credentials> = OpenScheme | SecretScheme<Credentials>;

export interface OpenScheme<Settings = unknown> {
  /** With `mutual-tls`, the stack serves the source on the mutual TLS domain. */
  readonly needs: "nothing" | "mutual-tls";
  readonly settings: v.GenericSchema<unknown, Settings>;
  prepare(settings: Settings): Verifier;
}

export interface SecretScheme<Credentials, Settings = unknown> {
  readonly needs: "secret";
  /** The `WWW-Authenticate` challenge of a 401 (RFC 9110, section 11.6.1). */
  readonly challenge: string;
  readonly settings: v.GenericSchema<unknown, Settings>;
  /** Runs once for each version of the secret. Throws an `UnusableSecret` if the version lacks what the scheme needs. */
  prepare(settings: Settings, credentials: Credentials): Verifier;
}

/** The settings of a scheme that has none. */
export const noSettings = v.strictObject({});
export type NoSettings = v.InferOutput<typeof noSettings>;
