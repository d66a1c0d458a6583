import type { Vendor } from "../lib/source/define-vendor.ts";
import { type EventSchemaOf, eventSchemaOf } from "../lib/source/event-schema.ts";
import { frankieone } from "./frankieone/vendor.ts";
import { pipwave } from "./pipwave/vendor.ts";
import { thales } from "./thales/vendor.ts";
import { yoti } from "./yoti/vendor.ts";

/** Every vendor. A new one is a folder beside this file, an import and its name here. */
export const vendors = [thales, pipwave, frankieone, yoti] as const satisfies readonly Vendor[];

export type SourceId = (typeof vendors)[number]["id"];

type SentSchema = EventSchemaOf<(typeof vendors)[number]>;

/**
 * Every type of event that a queue may hold. An old type stays here beside its successor until no queue holds it
 * (docs/contracts/README.md).
 */
export const queuedSchemas: readonly SentSchema[] = vendors.map(eventSchemaOf);
