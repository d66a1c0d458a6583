import type { SourceId } from "../../../functions/vendors.ts";
import type { Vendor } from "../../../lib/source/simulator.ts";

/** Who claims to be a vendor, with credentials that were made up. */
export interface Strangers {
  /** The same each time, so that there are few to keep from being seen. */
  readonly heldFor: (source: SourceId, vendor: Vendor) => Readonly<Record<string, string>>;
  readonly values: () => readonly string[];
}

export function createStrangers(): Strangers {
  const held = new Map<SourceId, Readonly<Record<string, string>>>();
  return {
    heldFor(source, vendor) {
      const known = held.get(source) ?? vendor.createCredentials().held;
      held.set(source, known);
      return known;
    },
    values: () => [...held.values()].flatMap((one) => Object.values(one)),
  };
}
