import * as v from "valibot";
import { type AuthenticatedDelivery, type Delivery, vouchFor } from "../delivery/delivery.ts";
import { IntakeError } from "../delivery/intake-error.ts";
import type { RefusalCode } from "../delivery/response.ts";
import { isAuthentic, type Scheme, type Verifier } from "./scheme.ts";
import { bearerChallenge } from "./schemes/authorization-header.ts";
import { createSecretVerifier, type SecretVerifier } from "./secret-verifier.ts";
import type { Secrets } from "./secrets.ts";
import { readCredentials } from "./unusable-secret.ts";
import { verifyAll } from "./verify-all.ts";

export interface AuthenticationDefinition<Credentials> {
  /** The JSON in the source's secret. */
  readonly credentials: v.GenericSchema<unknown, Credentials>;
  /** The schemes on offer, by name. */
  readonly authentication: Readonly<Record<string, Scheme<Credentials>>>;
}

/** The chosen schemes by name, with their settings. A delivery must pass all. */
export type AuthenticationSettings = Readonly<Record<string, unknown>>;

type Authentication =
  | { readonly ok: true; readonly delivery: AuthenticatedDelivery }
  | { readonly ok: false; readonly code: RefusalCode };

export interface Authenticator {
  readonly usesSecret: boolean;
  /** The 401's `WWW-Authenticate` header. */
  readonly challenge: string;
  readonly authenticate: (delivery: Delivery, secrets: Secrets, now: Date) => Promise<Authentication>;
  readonly currentFault: SecretVerifier["currentFault"];
}

/**
 * Joins the chosen schemes into one check. Throws for a wrong setting, or without a scheme: no source starts
 * unauthenticated.
 */
export function createAuthenticator<Credentials>(
  { credentials, authentication: schemes }: AuthenticationDefinition<Credentials>,
  settings: AuthenticationSettings,
): Authenticator {
  const open: Verifier[] = [];
  const secret: ((credentials: Credentials) => Verifier)[] = [];
  const challenges = new Map<string, string>();
  for (const [name, own] of Object.entries(settings)) {
    const scheme = findScheme(schemes, name);
    const read = v.parse(scheme.settings, own);
    if (scheme.needs !== "secret") open.push(scheme.prepare(read));
    else {
      secret.push((held) => scheme.prepare(read, held));
      challenges.set(name, scheme.challenge);
    }
  }
  if (open.length + secret.length === 0) throw wrong("a source needs at least one authentication");
  checkRivals(challenges);
  const { verify, currentFault } = createSecretVerifier((version) => {
    const held = readCredentials(credentials, version);
    return secret.map((prepare) => prepare(held));
  });
  const usesSecret = secret.length > 0;
  return {
    usesSecret,
    challenge: [...challenges.values()].join(", "),
    async authenticate(delivery, secrets, now) {
      // Schemes without a secret come first: a stranger causes no call of Secrets Manager. They prove the caller only.
      const first = await verifyAll(open, delivery, now);
      const verdict = isAuthentic(first) && usesSecret ? await verify(delivery, secrets, now) : first;
      if (!isAuthentic(verdict)) return { ok: false, code: verdict };
      return { ok: true, delivery: vouchFor(delivery, verdict.proven) };
    },
    currentFault,
  };
}

/** Own properties only: no setting finds `constructor`. */
function findScheme<Credentials>(
  schemes: AuthenticationDefinition<Credentials>["authentication"],
  name: string,
): Scheme<Credentials> {
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (!scheme) throw wrong(`there is no authentication named "${name}"`);
  return scheme;
}

/**
 * A request has one `Authorization` header, so no delivery passes two schemes that read it. Their challenges name
 * Bearer (RFC 6750).
 */
function checkRivals(challenges: ReadonlyMap<string, string>): void {
  const rivals = [...challenges].filter(([, challenge]) => challenge.endsWith(bearerChallenge));
  const names = rivals.map(([name]) => name).join(", ");
  if (rivals.length > 1) throw wrong(`choose one of ${names}: both read Authorization`);
}

function wrong(message: string): IntakeError {
  return new IntakeError("configuration_invalid", message);
}
