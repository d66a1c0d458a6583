import { type Changes, type DeliveryView, maxDeliveries } from "../protocol.ts";
import { standingOf } from "./outcomes.ts";

/** Its deliveries have the newest first. */
export interface PageState extends Pick<Changes, "sources" | "deliveries"> {
  readonly status: "connecting" | "live" | "reconnecting";
  readonly stores: Changes["stores"] | undefined;
  readonly chosenId: string | undefined;
  /** The person has sent so many to this source, and wants to see them. */
  readonly awaited: { readonly source: string; readonly count: number };
  /** Deliveries with an outcome that the page has not announced yet. */
  readonly arrivals: readonly DeliveryView[];
}

export type PageEvent =
  | { readonly type: "changes"; readonly isAll: boolean; readonly changes: Changes }
  | { readonly type: "lost" }
  | { readonly type: "chosen"; readonly id: string }
  | { readonly type: "sent"; readonly source: string; readonly count: number }
  | { readonly type: "announced" };

const none = { source: "", count: 0 };

export const initialState: PageState = {
  status: "connecting",
  sources: [],
  stores: undefined,
  deliveries: [],
  chosenId: undefined,
  awaited: none,
  arrivals: [],
};

export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case "changes": {
      const { sources, stores, deliveries } = event.changes;
      const next = { ...state, status: "live", sources, stores } as const;
      if (event.isAll) return { ...next, deliveries: deliveries.toReversed() };
      return deliveries.reduce<PageState>(putDelivery, next);
    }
    case "lost":
      return { ...state, status: "reconnecting" };
    case "chosen":
      return { ...state, chosenId: event.id, awaited: none };
    case "sent":
      return { ...state, awaited: { source: event.source, count: event.count } };
    case "announced":
      return { ...state, arrivals: [] };
  }
}

/** Adds a delivery on top, or replaces the known one in its place. */
function putDelivery(state: PageState, delivery: DeliveryView): PageState {
  const { deliveries, awaited, arrivals } = state;
  const known = deliveries.find(({ id }) => id === delivery.id);
  const next = {
    ...state,
    deliveries: known
      ? deliveries.map((other) => (other === known ? delivery : other))
      : [delivery, ...deliveries].slice(0, maxDeliveries),
    arrivals: isSettled(delivery) && !(known && isSettled(known)) ? [...arrivals, delivery] : arrivals,
  };
  if (known || awaited.count === 0 || awaited.source !== delivery.source) return next;
  return { ...next, chosenId: delivery.id, awaited: { ...awaited, count: awaited.count - 1 } };
}

function isSettled(delivery: DeliveryView): boolean {
  return standingOf(delivery) !== "waiting";
}
