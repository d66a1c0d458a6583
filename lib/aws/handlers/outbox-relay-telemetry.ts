import type { RelayReport } from "../../outbox/outbox-relay.ts";
import { writeLine } from "../sdk/write-line.ts";

/** One line a run, even of an empty outbox: the alarm RelaySilent takes silence for a relay that does not run. */
export function recordRelay({ found, sent, failed, finished, cause }: RelayReport): void {
  writeLine({
    level: failed > 0 ? "WARN" : undefined,
    // A run that could not read the outbox must not report it empty.
    waiting: found > 0 || finished ? found : undefined,
    relayed: sent,
    failed: failed > 0 ? failed : undefined,
    finished: finished ? undefined : false,
    cause,
  });
}
