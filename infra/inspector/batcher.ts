/** One delivery causes three or four changes within a few milliseconds. */
const gatherMs = 50;

/** A rush of deliveries must not slow the intake down: the batcher rests four times as long as it works. */
const restFactor = 4;

interface Batcher {
  readonly add: (ids: readonly string[]) => void;
  readonly stop: () => void;
}

/** Hands over each id once, a moment after it was added. `afterwards` must not reject. */
export function createBatcher(
  handle: (ids: readonly string[]) => void,
  afterwards: () => Promise<void>,
): Batcher {
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let restMs = 0;
  const flush = async () => {
    const startedMs = performance.now();
    const ids = [...gathered];
    gathered.clear();
    handle(ids);
    restMs = restFactor * (performance.now() - startedMs);
    await afterwards();
    timer = undefined;
    if (gathered.size > 0) gather();
  };
  const gather = () => {
    timer ??= setTimeout(() => void flush(), Math.max(gatherMs, restMs));
  };
  return {
    add(ids) {
      for (const id of ids) gathered.add(id);
      if (gathered.size > 0) gather();
    },
    stop() {
      clearTimeout(timer);
      gathered.clear();
    },
  };
}
