import type { DeliveryView } from "./protocol.ts";
import { workInTurns } from "./turns.ts";

/** How long news are gathered: of a delivery come three or four within a few milliseconds. */
const gatherMs = 50;

/** A rush of deliveries must not keep the intake from its work: telling of them takes a fifth of the time at most. */
const restOfNews = 4;

export interface NewsParts {
  readonly view: (id: string) => DeliveryView | undefined;
  readonly tell: (delivery: DeliveryView) => void;
  /** Whether anybody hears of it. */
  readonly isWatched: () => boolean;
  /** All has been told that was gathered. */
  readonly afterwards: () => void;
}

/** Deliveries of which there is something new to see, told of a moment later, each once. */
export function createNews({ view, tell, isWatched, afterwards }: NewsParts) {
  const gathered = new Set<string>();
  let gathering: NodeJS.Timeout | undefined;
  const flush = async () => {
    const ids = [...gathered];
    gathered.clear();
    await workInTurns(ids, restOfNews, (id) => {
      const delivery = view(id);
      if (delivery) tell(delivery);
      return isWatched();
    });
    gathering = undefined;
    afterwards();
    if (gathered.size > 0) gather();
  };
  const gather = () => {
    gathering ??= setTimeout(() => void flush(), gatherMs);
  };
  return {
    add(ids: readonly string[]) {
      for (const id of ids) gathered.add(id);
      gather();
    },
    stop: () => clearTimeout(gathering),
  };
}
