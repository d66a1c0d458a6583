import * as v from "valibot";
import type { Source } from "../lib/source.ts";
import { frankieone } from "./frankieone/source.ts";
import { pipwave } from "./pipwave/source.ts";
import { thales } from "./thales/source.ts";
import { yoti } from "./yoti/source.ts";

/** Every source that is served. A new one is a folder beside this file and an entry here. */
export const sources = [thales, pipwave, frankieone, yoti] as const satisfies readonly Source[];

export type SourceId = (typeof sources)[number]["id"];

/** Any event on the queue, told apart by `type`. */
export type NotificationEvent = v.InferOutput<(typeof sources)[number]["eventSchema"]>;

/** Checks any event on the queue. */
export const notificationEventSchema = v.union(sources.map((source) => source.eventSchema));
