import type { Secrets } from "../../lib/authentication/secrets.ts";
import type { Intake } from "../../lib/intake/receive.ts";
import type { Source } from "../../lib/source/define-vendor.ts";
import { createClock } from "./clock.ts";
import { type CallLog, createMemoryQueue, createMemoryTable } from "./memory-stores.ts";

export type MemoryStores = ReturnType<typeof createMemoryStores>;

/** The stores of one intake, with one log. */
export function createMemoryStores(start?: string) {
  const log: CallLog = { calls: [] };
  return {
    table: createMemoryTable(log),
    events: createMemoryQueue("send", log),
    quarantine: createMemoryQueue("quarantine", log),
    clock: createClock(start),
    log,
    calls: log.calls,
  };
}

/** The real pipeline of a source, over stores in memory. It logs each first read of the secret. */
export function createMemoryIntake(
  { table, events, quarantine, clock, calls }: MemoryStores,
  source: Source,
  { read, reread }: Secrets,
): Intake {
  const logged = () => {
    calls.push("secret");
    return read();
  };
  return {
    source,
    authenticator: source.authenticator(source.defaultAuthentication),
    secrets: () => ({ read: logged, reread }),
    table,
    signatures: table.signatures,
    outbox: table.outbox,
    queues: { events, quarantine },
    now: clock.now,
  };
}
