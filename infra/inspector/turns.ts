import { setTimeout as sleep } from "node:timers/promises";

/** Work goes on for so long before it lets everybody else have a turn. */
const turnMs = 10;

/**
 * Works through items one after the other, and lets the rest of the process go on in between: it rests `restFactor` times
 * as long as it worked. `work` says whether to go on.
 */
export async function workInTurns<Item>(
  items: Iterable<Item>,
  restFactor: number,
  work: (item: Item) => boolean,
): Promise<void> {
  let startedMs = performance.now();
  for (const item of items) {
    if (!work(item)) return;
    const workedMs = performance.now() - startedMs;
    if (workedMs < turnMs) continue;
    await sleep(workedMs * restFactor);
    startedMs = performance.now();
  }
}
