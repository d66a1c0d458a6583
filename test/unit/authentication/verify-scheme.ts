import * as v from "valibot";
import { isAuthentic, type Scheme, type Verdict, type Verifier } from "../../../lib/authentication/scheme.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";

const start = createClock().now();

/** Reads settings and prepares, as `createAuthenticator` does. Open schemes ignore the credentials. */
export function prepareScheme<Credentials>(
  scheme: Scheme<Credentials>,
  credentials: Credentials,
  settings: unknown = {},
): Verifier {
  const read = v.parse(scheme.settings, settings);
  return scheme.needs === "secret" ? scheme.prepare(read, credentials) : scheme.prepare(read);
}

/** `"authentic"` proves the caller alone. Stronger proof stands as it is. */
export async function verifyScheme<Credentials>(
  scheme: Scheme<Credentials>,
  credentials: Credentials,
  parts: DeliveryParts,
  { settings = {}, now = start }: { readonly settings?: unknown; readonly now?: Date } = {},
): Promise<Verdict | "authentic"> {
  const verdict = await prepareScheme(scheme, credentials, settings)(aDelivery(parts), now);
  return isAuthentic(verdict) && Object.keys(verdict.proven).length === 0 ? "authentic" : verdict;
}
