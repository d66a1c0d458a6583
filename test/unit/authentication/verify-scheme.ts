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

/** The verdict of a scheme with a secret, at the start of the test clock unless told otherwise. */
export async function verifySecret<Credentials, Settings>(
  scheme: SecretScheme<Credentials, Settings>,
  credentials: Credentials,
  parts: DeliveryParts,
  { settings = {}, now = createClock().now() }: { readonly settings?: unknown; readonly now?: Date } = {},
): Promise<Verdict | "authentic"> {
  return inOneWord(await prepareSecret(scheme, settings, credentials)(aDelivery(parts), now));
}

/** The verdict of a scheme without a secret. */
export async function verifyOpen<Settings>(
  scheme: OpenScheme<Settings>,
  settings: unknown,
  parts: DeliveryParts,
  now = createClock().now(),
): Promise<Verdict | "authentic"> {
  return inOneWord(await prepareOpen(scheme, settings)(aDelivery(parts), now));
}

/** Proof of the caller alone is `"authentic"`. Proof of more stands as it is. */
function inOneWord(verdict: Verdict): Verdict | "authentic" {
  return isAuthentic(verdict) && Object.keys(verdict.proven).length === 0 ? "authentic" : verdict;
}
