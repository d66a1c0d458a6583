import { type VendorId, vendors } from "../../functions/vendors.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";

/** A new source refuses all deliveries until its author chooses a scheme. */
function isDecided({ schemes }: Vendor): boolean {
  return !("refuseAll" in schemes);
}

/** A test can play only these vendors. */
export const playedSources = vendors.filter(isDecided);
export const playedIds: readonly VendorId[] = playedSources.map(({ id }) => id);
