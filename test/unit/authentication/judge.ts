import {
  isAuthentic,
  type OpenScheme,
  type SecretScheme,
  type Verdict,
} from "../../../lib/authentication/scheme.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";

/** What a scheme with a secret says of a delivery, at the test clock's start unless told otherwise; not what it proves. */
export async function judgeSecret<Credentials>(
  scheme: SecretScheme<Credentials>,
  credentials: Credentials,
  parts: DeliveryParts,
  { settings = {}, now = createClock().now() }: { readonly settings?: unknown; readonly now?: Date } = {},
): Promise<Verdict> {
  const verdict = await scheme.configure(settings)(credentials)(aDelivery(parts), now);
  return isAuthentic(verdict) ? "authentic" : verdict;
}

/** What a scheme without a secret says of a delivery. */
export async function judgeOpen(
  scheme: OpenScheme,
  settings: unknown,
  parts: DeliveryParts,
  now = createClock().now(),
): Promise<Verdict> {
  return scheme.configure(settings)(aDelivery(parts), now);
}
