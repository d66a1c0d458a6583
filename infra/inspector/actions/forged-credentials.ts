import type { SourceId } from "../../../functions/vendors.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";

/** Credentials that no vendor holds. */
export interface ForgedCredentials {
  /** The same at each call, so the mask has few values to hide. */
  readonly of: (source: SourceId, simulator: Simulator) => Readonly<Record<string, string>>;
  readonly values: () => readonly string[];
}

export function createForgedCredentials(): ForgedCredentials {
  const made = new Map<SourceId, Readonly<Record<string, string>>>();
  return {
    of(source, simulator) {
      const forged = made.get(source) ?? simulator.createCredentials().vendorSide;
      made.set(source, forged);
      return forged;
    },
    values: () => [...made.values()].flatMap((forged) => Object.values(forged)),
  };
}
