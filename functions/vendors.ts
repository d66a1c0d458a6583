import type { Vendor } from "../lib/source/define-vendor.ts";
import { type EventSchemaOf, eventSchemaOf } from "../lib/source/event-schema.ts";
import { frankieone } from "./frankieone/vendor.ts";
import { pipwave } from "./pipwave/vendor.ts";
import { thales } from "./thales/vendor.ts";
import { yoti } from "./yoti/vendor.ts";

/** A new vendor is a folder here, an import and a name. */
export const vendors = [thales, pipwave, frankieone, yoti] as const satisfies readonly Vendor[];

export type VendorId = (typeof vendors)[number]["id"];

type SentSchema = EventSchemaOf<(typeof vendors)[number]>;

/** Every type that a queue may hold. Keep an old type until no queue holds it (docs/contracts/README.md). */
export const queuedSchemas: readonly SentSchema[] = vendors.map(eventSchemaOf);
