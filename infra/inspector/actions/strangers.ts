import type { SourceId } from "../../../functions/vendors.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";

/** Who claims to be a vendor, with credentials that were made up. */
export interface Strangers {
  /** The same each time, so that there are few to keep from being seen. */
  readonly heldFor: (source: SourceId, simulator: Simulator) => Readonly<Record<string, string>>;
  readonly values: () => readonly string[];
}

export function createStrangers(): Strangers {
  const vendorSide = new Map<SourceId, Readonly<Record<string, string>>>();
  return {
    heldFor(source, simulator) {
      const known = vendorSide.get(source) ?? simulator.createCredentials().vendorSide;
      vendorSide.set(source, known);
      return known;
    },
    values: () => [...vendorSide.values()].flatMap((one) => Object.values(one)),
  };
}
