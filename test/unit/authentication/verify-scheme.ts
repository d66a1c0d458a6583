import * as v from "valibot";
import {
  isAuthentic,
  type OpenScheme,
  type SecretScheme,
  type Verdict,
  type Verifier,
} from "../../../lib/authentication/scheme.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";

const start = createClock().now();

/** Reads settings and prepares, as `createAuthenticator` does. */
export function prepareSecret<Credentials, Settings>(
  scheme: SecretScheme<Credentials, Settings>,
  settings: unknown,
  credentials: Credentials,
): Verifier {
  return scheme.prepare(v.parse(scheme.settings, settings), credentials);
}

export function prepareOpen<Settings>(scheme: OpenScheme<Settings>, settings: unknown): Verifier {
  return scheme.prepare(v.parse(scheme.settings, settings));
}

/** The verdict at the test clock's start. */
export function verifySecret<Credentials, Settings>(
  scheme: SecretScheme<Credentials, Settings>,
  credentials: Credentials,
  parts: DeliveryParts,
  settings: unknown = {},
): Promise<Verdict | "authentic"> {
  return verify(prepareSecret(scheme, settings, credentials), parts, start);
}

export function verifyOpen<Settings>(
  scheme: OpenScheme<Settings>,
  settings: unknown,
  parts: DeliveryParts,
  now = start,
): Promise<Verdict | "authentic"> {
  return verify(prepareOpen(scheme, settings), parts, now);
}

/** `"authentic"` proves the caller alone. Stronger proof stands as it is. */
async function verify(verifier: Verifier, parts: DeliveryParts, now: Date): Promise<Verdict | "authentic"> {
  const verdict = await verifier(aDelivery(parts), now);
  return isAuthentic(verdict) && Object.keys(verdict.proven).length === 0 ? "authentic" : verdict;
}
