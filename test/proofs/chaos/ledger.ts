import { type Facts, openBooks } from "./account.ts";
import { countOrdered, findRepeats, findViolations } from "./checks.ts";
import { type Counts, countDeliveries, isAcknowledgement, type Told } from "./journal.ts";
import { sourceIds } from "./notifications.ts";

/** One vendor's line. */
export interface Row extends Counts {
  readonly source: string;
  /** By what the vendor meant them to be. */
  readonly forged: number;
  readonly altered: number;
  /** Authentic, and never acknowledged: by a vendor that does not try again. */
  readonly lapsed: number;
  readonly events: number;
  /** Events under an id that arrived before. */
  readonly repeats: number;
  readonly deferred: number;
  readonly quarantined: number;
}

export interface Ledger {
  readonly rows: readonly Row[];
  /** Subjects whose order could be checked. */
  readonly ordered: number;
  /** Sentences; none if every promise was kept. */
  readonly violations: readonly string[];
}

/** Compares what the vendors were told with what a consumer got. */
export function balance(facts: Facts): Ledger {
  const books = openBooks(facts);
  const rows = sourceIds.map((source): Row => {
    const ofSource = (one: { readonly source: string }) => one.source === source;
    const arrivals = books.arrivals.filter(ofSource);
    const told = books.told.filter(({ notification }) => ofSource(notification));
    return {
      source,
      ...countDeliveries(told),
      forged: told.filter(({ notification }) => notification.kind === "forged").length,
      altered: told.filter(({ notification }) => notification.kind === "altered").length,
      lapsed: told.filter(isLapsed).length,
      events: arrivals.length,
      repeats: findRepeats(arrivals).length,
      deferred: [...books.logs.deferred.values()].filter((deferredFor) => deferredFor === source).length,
      quarantined: books.kept.filter(ofSource).length,
    };
  });
  return { rows, ordered: countOrdered(books), violations: findViolations(books) };
}

function isLapsed({ notification, responses }: Told): boolean {
  return !["forged", "altered"].includes(notification.kind) && !responses.some(isAcknowledgement);
}
