import * as v from "valibot";
import type { Delivery, Proven } from "../delivery/delivery.ts";
import type { RefusalCode } from "../delivery/response.ts";

/** The vendor sent the delivery. `proven` holds further proof. */
export interface Authentic {
  readonly proven: Proven;
}

/** Proves the sender and nothing else. */
export const authentic: Authentic = { proven: {} };

export type Verdict = Authentic | RefusalCode;

/** A verifier that forgets its `return` refuses. */
export function isAuthentic(verdict: Verdict): verdict is Authentic {
  return verdict instanceof Object && "proven" in verdict;
}

/** Calls no service. */
export type Verifier = (delivery: Delivery, now: Date) => Verdict | Promise<Verdict>;

/**
 * One kind of proof, as data. The vendor's recipe names header, fields and encoding. `settings` reads the deployer's
 * settings and refuses unknown keys: a typo must not weaken a check. `prepare` is a method, so one record holds
 * schemes with different settings. Pass it the output of its own `settings`.
 */
export type Scheme<Credentials> = OpenScheme | SecretScheme<Credentials>;

export interface OpenScheme<Settings = unknown> {
  /** What the caller has to come with. `mutual-tls` is served on the mutual TLS domain. */
  readonly needs: "nothing" | "source-address" | "mutual-tls";
  readonly settings: v.GenericSchema<unknown, Settings>;
  prepare(settings: Settings): Verifier;
}

export interface SecretScheme<Credentials, Settings = unknown> {
  readonly needs: "secret";
  /** The 401's challenge (RFC 9110, section 11.6.1). */
  readonly challenge: string;
  readonly settings: v.GenericSchema<unknown, Settings>;
  /** Once per secret version. Throws an `UnusableSecret`. */
  prepare(settings: Settings, credentials: Credentials): Verifier;
}

export const noSettings = v.strictObject({});
export type NoSettings = v.InferOutput<typeof noSettings>;
