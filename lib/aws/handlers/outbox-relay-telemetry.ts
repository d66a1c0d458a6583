import type { RelayReport } from "../../outbox/outbox-relay.ts";
import { writeLine } from "../sdk/write-line.ts";

/** One line a run, even if nothing was deferred: an alarm takes silence for a relay that does not run. */
export function recordRelay({ found, sent, failed, finished, cause }: RelayReport): void {
  writeLine({
    level: failed > 0 ? "WARN" : undefined,
    // A run that could not look does not say that nothing is deferred.
    waiting: found > 0 || finished ? found : undefined,
    relayed: sent,
    failed: failed > 0 ? failed : undefined,
    finished: finished ? undefined : false,
    cause,
  });
}
