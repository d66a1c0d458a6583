import { type DeliveryView, type InspectorState, maxDeliveries, type Update } from "../protocol.ts";
import { standingOf } from "./outcomes.ts";

type ConnectionStatus = "connecting" | "live" | "reconnecting";

/** Its deliveries have the newest first. */
export interface PageState extends Omit<InspectorState, "stores"> {
  readonly status: ConnectionStatus;
  readonly stores: InspectorState["stores"] | undefined;
  readonly chosenId: string | undefined;
  /** The person has sent so many to this source, and wants to see them. */
  readonly awaited: { readonly source: string; readonly count: number };
  /** Deliveries with an outcome that the page has not announced yet. */
  readonly arrivals: readonly DeliveryView[];
}

export type PageEvent =
  | Update
  | { readonly type: "connection"; readonly status: ConnectionStatus }
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
    case "state":
      return { ...state, ...event.state, deliveries: event.state.deliveries.toReversed() };
    case "delivery":
      return putDelivery(state, event.delivery);
    case "stores":
      return { ...state, stores: event.stores };
    case "connection":
      return { ...state, status: event.status };
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
