/** More than the server keeps, less than a list gets slow with. */
const mostDeliveries = 500;
/** What the page knows of deliveries, in the order of their arrival. */
export function createDeliveries() {
  const known = new Map();
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
      const dropped = [...known.keys()].slice(0, Math.max(0, known.size - mostDeliveries));
      for (const id of dropped) known.delete(id);
      return { delivery: merged, isNew, dropped };
    },
  };
}
