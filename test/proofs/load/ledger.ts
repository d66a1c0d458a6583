import * as v from "valibot";
import type { Kind } from "./mix.ts";

const identities = v.array(v.string());

/** What the driver was told, by the vendors' own ids of what it sent. */
export const ledgerSchema = v.object({
  /** New, and answered with a success: an event each. */
  acknowledged: identities,
  /** New, and not answered with a success: an event each, or none. */
  unconfirmed: identities,
  /** Sent with somebody else's credentials: no event, whatever was answered. */
  forged: identities,
});
export type Ledger = v.InferOutput<typeof ledgerSchema>;

export interface LedgerBook {
  readonly ledger: Ledger;
  readonly enter: (kind: Kind, identity: string, isAcknowledged: boolean) => void;
}

export function openLedger(): LedgerBook {
  const ledger: Ledger = { acknowledged: [], unconfirmed: [], forged: [] };
  return {
    ledger,
    enter(kind, identity, isAcknowledged) {
      // Its first delivery is in the ledger already.
      if (kind === "duplicate") return;
      if (kind === "refused") ledger.forged.push(identity);
      else if (isAcknowledged) ledger.acknowledged.push(identity);
      else ledger.unconfirmed.push(identity);
    },
  };
}
