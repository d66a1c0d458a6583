import * as v from "valibot";
import { sharedSecretHeader } from "../../../lib/authentication/schemes/shared-secret-header.ts";
import { sourceAddress } from "../../../lib/authentication/schemes/source-address.ts";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import { defineVendor } from "../../../lib/source/define-vendor.ts";
import { fields as fieldsOf, from, type ReadOf, unpublished } from "../../../lib/source/fields.ts";
import { interpret, type SourceReader } from "../../../lib/source/interpret.ts";
import { identifier } from "../../../lib/source/kinds.ts";
import { aDelivery, type DeliveryParts } from "../../support/deliveries.ts";

const once = { read: v.optional(v.string(), "once"), published: () => v.string() };
const fields = fieldsOf({
  id: unpublished("id", identifier),
  note: from("kind", once, "Whether it can come again."),
});
type Payload = ReadOf<typeof fields.entries>;

/** Stands for every vendor. */
export const sampleReader: SourceReader<Payload> = {
  id: "sample",
  fields,
  payload: fields.payload,
  identity: ({ id, note }) => [id, note],
  subject: ({ id }) => id,
  repeatable: ({ note }) => note === "again",
  proves: "caller",
  eventType: "sample.note.v1",
  retentionSeconds: 30 * 24 * 60 * 60,
  normalize: ({ id }) => ({ outcome: "passed", reason: null, references: { session: id }, flags: [] }),
};

type Normalize = typeof sampleReader.normalize;

/** What it makes of every notification, with a test's changes. */
export function normalizeWith(changes: Partial<ReturnType<Normalize>>): Normalize {
  return (...parameters) => ({ ...sampleReader.normalize(...parameters), ...changes });
}

/** The sample vendor, with a test's changes. */
export function sampleSource(changes: Partial<SourceReader<Payload>> = {}) {
  return defineVendor({
    ...sampleReader,
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
    acknowledgement: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "taken" }),
    ...changes,
    fields,
  });
}

/** What the sample vendor, with a test's changes, makes of a delivery. */
export function interpretSample(parts: DeliveryParts, changes: Partial<typeof sampleReader> = {}) {
  return interpret({ ...sampleReader, ...changes }, vouchFor(aDelivery(parts), {}));
}

/** Its message. */
export function sampleMessage(...parameters: Parameters<typeof interpretSample>) {
  return JSON.parse(interpretSample(...parameters).message);
}
