import * as v from "valibot";
import { createAuthenticator } from "../../../lib/authentication/authenticator.ts";
import { authentic, noSettings, type Scheme } from "../../../lib/authentication/scheme.ts";
import { sharedSecretHeader } from "../../../lib/authentication/schemes/shared-secret-header.ts";
import { sourceAddress } from "../../../lib/authentication/schemes/source-address.ts";
import type { AuthenticatedDelivery, Delivery } from "../../../lib/delivery/delivery.ts";
import { defineVendor } from "../../../lib/source/define-vendor.ts";
import { identifier } from "../../../lib/source/fields.ts";
import type { Reading } from "../../../lib/source/interpret.ts";
import { createClock } from "../../support/clock.ts";
import { secretStoreOf } from "../../support/memory-stores.ts";

const payload = v.object({ body: v.object({ id: identifier, kind: v.optional(v.string(), "once") }) });
type Payload = v.InferOutput<typeof payload>;
interface Notification {
  readonly note: string;
}

/** A vendor of no name, for tests of what is true of every vendor. */
export const sampleReading: Reading<Payload, Notification> = {
  id: "sample",
  payload,
  identity: ({ body }) => [body.id, body.kind],
  subject: ({ body }) => body.id,
  repeatable: ({ body }) => body.kind === "again",
  proves: "caller",
  eventType: "sample.note.v1",
  retentionSeconds: 30 * 24 * 60 * 60,
  normalize: ({ body }) => ({
    outcome: "passed",
    reason: null,
    references: { session: body.id },
    flags: [],
    notification: { note: body.kind },
  }),
};

/** That vendor as a source, with its reading changed where a test says so. */
export function sampleSource(changes: Partial<Reading<Payload, Notification>> = {}) {
  return defineVendor({
    ...sampleReading,
    id: "sample",
    eventType: "sample.note.v1",
    documentation: { url: "https://vendor.example/notifications", read: "2026-11-21" },
    routes: ["/sample"],
    credentials: v.object({ secret: v.string() }),
    authentication: {
      sharedSecret: sharedSecretHeader<{ readonly secret: string }>({
        header: "x-secret",
        secret: ({ secret }) => secret,
      }),
      sourceAddress: sourceAddress(),
    },
    defaultAuthentication: { sharedSecret: {} },
    notification: v.object({ note: v.string() }),
    acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "taken" }),
    ...changes,
  });
}

/** A delivery as an authenticator that lets everybody in returns it. */
export async function authenticated(delivery: Delivery): Promise<AuthenticatedDelivery> {
  const open: Scheme<unknown> = {
    needs: "nothing",
    settings: noSettings,
    prepare: () => () => authentic,
  };
  const definition = { credentials: v.unknown(), authentication: { open } };
  const authenticator = createAuthenticator(definition, { open: {} });
  const result = await authenticator.authenticate(delivery, secretStoreOf(), createClock().now());
  if (!result.ok) throw new Error(result.code);
  return result.delivery;
}
