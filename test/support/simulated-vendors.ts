import { type SourceId, vendors } from "../../functions/vendors.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";

/** A new source refuses every delivery until its authentication is chosen. */
function isDecided({ schemes }: Vendor): boolean {
  return !("refuseAll" in schemes);
}

/** Those that take something in, so that their vendors can be played. */
export const playedSources = vendors.filter(isDecided);
export const playedIds: readonly SourceId[] = playedSources.map(({ id }) => id);
