import type { Vendor } from "../lib/source/define-vendor.ts";
import { type EventSchemaOf, eventSchemaOf } from "../lib/source/event-schema.ts";
import { frankieone } from "./frankieone/vendor.ts";
import { pipwave } from "./pipwave/vendor.ts";
import { thales } from "./thales/vendor.ts";
import { yoti } from "./yoti/vendor.ts";

/** Every source that is served. A new one is a folder beside this file and an entry here. */
export const vendors = [thales, pipwave, frankieone, yoti] as const satisfies readonly Vendor[];

export type SourceId = (typeof vendors)[number]["id"];

type SentSchema = EventSchemaOf<(typeof vendors)[number]>;

/**
 * Every type of event that a queue may hold. One that no source sends any more stays here, beside its successor, until it is
 * on no queue (docs/contracts/README.md).
 */
export const queuedSchemas: readonly SentSchema[] = vendors.map(eventSchemaOf);
