import type { Source } from "../lib/source.ts";
import { frankieone } from "./frankieone/source.ts";
import { pipwave } from "./pipwave/source.ts";
import { thales } from "./thales/source.ts";
import { yoti } from "./yoti/source.ts";

/** Every source that is served. A new one is a folder beside this file and an entry here. */
export const sources = [thales, pipwave, frankieone, yoti] as const satisfies readonly Source[];

export type SourceId = (typeof sources)[number]["id"];
