import type { Delivery, Proven } from "../delivery/delivery.ts";
import type { RefusalCode } from "../delivery/response.ts";

/** A check must say `"authentic"`, or what it proves besides: one that forgets its return refuses. */
export type Verdict = "authentic" | Authentic | RefusalCode;
export interface Authentic {
  readonly proven: Proven;
}
export type Verifier = (delivery: Delivery, now: Date) => Verdict | Promise<Verdict>;

/** Where a delivery shows what proves its sender, for whoever describes the endpoint. Header names are in lower case. */
export type ProofPlace =
  | { readonly in: "header"; readonly name: string }
  | { readonly in: "authorization"; readonly scheme: "basic" | "bearer"; readonly format?: "JWT" }
  | { readonly in: "body"; readonly field: string }
  | { readonly in: "connection"; readonly shows: "address" | "certificate" };

/**
 * One way for a vendor to prove itself, as a recipe: a source says which header, which fields and which encoding,
 * the algorithm lives in this folder. Settings are the deployer's (addresses, pinned certificates) and throw when
 * they are wrong; credentials come out of the source's secret, and are prepared once for each version of it.
 */
export type Scheme<Credentials> = OpenScheme | SecretScheme<Credentials>;

interface SchemeFacts {
  /** Where a delivery shows it; one of these is enough. */
  readonly places: readonly ProofPlace[];
}

export interface OpenScheme extends SchemeFacts {
  readonly usesSecret: false;
  readonly configure: (settings: unknown) => Verifier;
}

export interface SecretScheme<Credentials> extends SchemeFacts {
  readonly usesSecret: true;
  /** The `WWW-Authenticate` challenge (RFC 9110, section 11.6.1) of a delivery that fails this check. */
  readonly challenge: string;
  readonly configure: (settings: unknown) => (credentials: Credentials) => Verifier;
}

/** Authentic, with all that was proved, if every verifier says so; else the first refusal. A verifier that throws refuses. */
export async function verifyAll(
  verifiers: readonly Verifier[],
  delivery: Delivery,
  now: Date,
): Promise<Authentic | RefusalCode> {
  let proven: Proven = {};
  for (const verifier of verifiers) {
    const verdict = await verify(verifier, delivery, now);
    if (isAuthentic(verdict)) proven = { ...proven, ...verdict.proven };
    else if (verdict !== "authentic") return verdict;
  }
  return { proven };
}

export function isAuthentic<Other>(verdict: Authentic | Other): verdict is Authentic {
  return typeof verdict === "object" && verdict !== null && "proven" in verdict;
}

/** A verifier calls no service: what it trips over is in the delivery, and the next attempt would be the same. */
async function verify(verifier: Verifier, delivery: Delivery, now: Date): Promise<Verdict> {
  try {
    return await verifier(delivery, now);
  } catch {
    return "verification_failed";
  }
}
