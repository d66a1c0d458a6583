import type { RelayReport } from "../../outbox/outbox-relay.ts";
import { writeLine } from "../sdk/write-line.ts";

/** One line per run, even without messages: the alarm RelaySilent watches for silence. */
export function recordRelay({ found, sent, failed, finished, cause }: RelayReport): void {
  writeLine({
    level: failed > 0 ? "WARN" : undefined,
    // An unread outbox must not look empty.
    waiting: found > 0 || finished ? found : undefined,
    relayed: sent,
    failed: failed > 0 ? failed : undefined,
    finished: finished ? undefined : false,
    cause,
  });
}
