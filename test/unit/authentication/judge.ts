import type { OpenScheme, SecretScheme, Verdict } from "../../../lib/authentication/scheme.ts";
import { createClock } from "../../support/clock.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";

/** What a scheme with a secret says of a delivery, at the test clock's start unless told otherwise. */
export async function verifySecret<Credentials>(
  scheme: SecretScheme<Credentials>,
  credentials: Credentials,
  parts: DeliveryParts,
  { settings = {}, now = createClock().now() }: { readonly settings?: unknown; readonly now?: Date } = {},
): Promise<Verdict> {
  return scheme.configure(settings)(credentials)(aDelivery(parts), now);
}

/** What a scheme without a secret says of a delivery. */
export async function verifyOpen(
  scheme: OpenScheme,
  settings: unknown,
  parts: DeliveryParts,
  now = createClock().now(),
): Promise<Verdict> {
  return scheme.configure(settings)(aDelivery(parts), now);
}
