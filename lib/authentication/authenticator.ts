import { type AuthenticatedDelivery, type Delivery, vouchFor } from "../delivery/delivery.ts";
import { IntakeError } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";
import { createSecretVerifier, type Secrets, type SecretVerifier } from "./rotation.ts";
import { isAuthentic, type Scheme, type Verifier, verifyAll } from "./scheme.ts";

/** Which of a source's schemes a deployment asks for, by name, with the settings of each. */
export type AuthenticationSettings = Readonly<Record<string, unknown>>;

type Authentication =
  | { readonly ok: true; readonly delivery: AuthenticatedDelivery }
  | { readonly ok: false; readonly code: RefusalCode };

export interface Authenticator {
  readonly usesSecret: boolean;
  /** What a 401 asks for. */
  readonly challenge: string;
  readonly authenticate: (delivery: Delivery, secrets: Secrets, now: Date) => Promise<Authentication>;
  readonly currentFault: SecretVerifier["currentFault"];
}

/**
 * Joins the configured schemes into one check that passes when all of them do. Without any it throws: a source that
 * nobody authenticates must not start. Schemes without a secret come first, so that a stranger costs no look-up.
 */
export function createAuthenticator(
  schemes: Readonly<Record<string, Scheme<unknown>>>,
  settings: AuthenticationSettings,
): Authenticator {
  const open: Verifier[] = [];
  const prepares: ((secret: unknown) => Verifier)[] = [];
  const challenges: string[] = [];
  for (const [name, schemeSettings] of Object.entries(settings)) {
    const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
    if (!scheme) throw new IntakeError("configuration_invalid", `there is no authentication named "${name}"`);
    if (scheme.usesSecret) {
      prepares.push(scheme.configure(schemeSettings));
      challenges.push(scheme.challenge);
    } else open.push(scheme.configure(schemeSettings));
  }
  if (open.length + prepares.length === 0) {
    throw new IntakeError("configuration_invalid", "a source needs at least one authentication");
  }
  checkAuthorization(schemes, Object.keys(settings));
  const { verify, currentFault } = createSecretVerifier(prepares);
  return {
    usesSecret: prepares.length > 0,
    challenge: challenges.join(", "),
    async authenticate(delivery, secrets, now) {
      let verdict = await verifyAll(open, delivery, now);
      if (isAuthentic(verdict) && prepares.length > 0) verdict = await verify(delivery, secrets, now);
      // Schemes without a secret prove the caller alone, so the last verdict holds all that was proved.
      return isAuthentic(verdict)
        ? { ok: true, delivery: vouchFor(delivery, verdict.proven) }
        : { ok: false, code: verdict };
    },
    currentFault,
  };
}

/** A request has one header `Authorization`, so two schemes that read it could never both pass. */
function checkAuthorization(
  schemes: Readonly<Record<string, Scheme<unknown>>>,
  names: readonly string[],
): void {
  const rivals = names.filter((name) => schemes[name]?.places.some((place) => place.in === "authorization"));
  if (rivals.length > 1)
    throw new IntakeError(
      "configuration_invalid",
      `choose one of ${rivals.join(", ")}: both read Authorization`,
    );
}
