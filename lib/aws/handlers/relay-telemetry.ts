import type { RedriveReport } from "../../outbox/relay.ts";
import { writeLine } from "../sdk/write-line.ts";

/** One line a run, even if nothing was parked: an alarm takes silence for a redrive that does not run. */
export function recordRedrive({ found, sent, failed, finished, cause }: RedriveReport): void {
  writeLine({
    level: failed > 0 ? "WARN" : undefined,
    // A run that could not look does not say that nothing is parked.
    waiting: found > 0 || finished ? found : undefined,
    redriven: sent,
    failed: failed > 0 ? failed : undefined,
    finished: finished ? undefined : false,
    cause,
  });
}
