import type { DeliveryView } from "../protocol.ts";

/** More than the server keeps, less than a list gets slow with. */
const maxDeliveries = 500;

export interface Deliveries {
  readonly get: (id: string) => DeliveryView | undefined;
  readonly newestFirst: () => readonly DeliveryView[];
  readonly replaceAll: (deliveries: readonly DeliveryView[]) => void;
  /** Adds one, or what is new of one that is known; tells which, and which ones had to go. */
  readonly put: (delivery: DeliveryView) => {
    readonly delivery: DeliveryView;
    readonly isNew: boolean;
    readonly dropped: readonly string[];
  };
}

/** What the page knows of deliveries, in the order of their arrival. */
export function createDeliveries(): Deliveries {
  const known = new Map<string, DeliveryView>();
  return {
    get: (id) => known.get(id),
    newestFirst: () => [...known.values()].reverse(),
    replaceAll(deliveries) {
      known.clear();
      for (const delivery of deliveries) known.set(delivery.id, delivery);
    },
    put(delivery) {
      const isNew = !known.has(delivery.id);
      const merged = { ...known.get(delivery.id), ...delivery };
      known.set(delivery.id, merged);
      const dropped = [...known.keys()].slice(0, Math.max(0, known.size - maxDeliveries));
      for (const id of dropped) known.delete(id);
      return { delivery: merged, isNew, dropped };
    },
  };
}
