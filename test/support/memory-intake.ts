import type { Secrets } from "../../lib/authentication/secrets.ts";
import type { Intake } from "../../lib/intake/receive.ts";
import type { Source } from "../../lib/source/define-vendor.ts";
import { createClock } from "./clock.ts";
import { createMemoryQueue, createMemoryTable } from "./memory-stores.ts";

type Step = "check" | "send" | "quarantine" | "record" | "defer";
/** Stands between the pipeline and a store. */
export type Guard = <Result>(step: Step, call: () => Promise<Result>) => Promise<Result>;

export type MemoryStores = ReturnType<typeof createMemoryStores>;

export function createMemoryStores(start?: string) {
  return {
    table: createMemoryTable(),
    events: createMemoryQueue(),
    quarantine: createMemoryQueue(),
    clock: createClock(start),
    /** Every call in its order, secrets included. */
    calls: new Array<string>(),
  };
}

/** The real pipeline of a source, over guarded stores in memory. */
export function createMemoryIntake(
  { table, events, quarantine, clock, calls }: MemoryStores,
  source: Source,
  held: Secrets,
  guard: Guard = (_, call) => call(),
): Intake {
  const pass: Guard = (step, call) => {
    calls.push(step);
    return guard(step, call);
  };
  const secrets: Secrets = {
    read() {
      calls.push("secret");
      return held.read();
    },
    reread: held.reread,
  };
  return {
    source,
    authenticator: source.authenticator(source.defaultAuthentication),
    secrets: () => secrets,
    table: {
      has: (...parameters) => pass("check", () => table.has(...parameters)),
      add: (...parameters) => pass("record", () => table.add(...parameters)),
    },
    signatures: {
      find: (...parameters) => pass("check", () => table.signatures.find(...parameters)),
      add: (...parameters) => pass("record", () => table.signatures.add(...parameters)),
    },
    outbox: { add: (...parameters) => pass("defer", () => table.outbox.add(...parameters)) },
    queues: {
      events: { send: (...parameters) => pass("send", () => events.send(...parameters)) },
      quarantine: { send: (...parameters) => pass("quarantine", () => quarantine.send(...parameters)) },
    },
    now: clock.now,
  };
}
