import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Interruption, unlessInterrupted } from "../../../infra/command-line/interruption.ts";
import { startIntake } from "../../../infra/local/intake.ts";
import { collect, relayUntilTheOutboxIsEmpty } from "../chaos/drain-all.ts";
import { createFunctionLogs } from "../chaos/function-logs.ts";
import { type Audit, audit } from "./audit.ts";
import { type Drive, drive } from "./drive.ts";
import type { Order, Progress } from "./messages.ts";

export interface LoadOptions extends Omit<Order, "directory"> {
  readonly interruption: Interruption;
  readonly onProgress: (progress: Progress) => void;
  /** Says what begins now. */
  readonly onStep: (step: string) => void;
}

export interface LoadResult extends Drive {
  readonly connections: number;
  readonly audit: Audit;
  /** Events that waited in the table because the queue was too slow for its time limit. */
  readonly deferred: number;
}

/** Undefined if it was interrupted before anything was sent. */
export async function runLoad(options: LoadOptions): Promise<LoadResult | undefined> {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-load-"));
  // At the exit, because a second Ctrl-C ends the command at once.
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  options.onStep("Synthesizing the stack, bundling its functions, starting its services …");
  const logs = createFunctionLogs();
  const ports = { http: 0, mutualTls: 0, tls: 0, aws: 0 };
  const starting = startIntake({ directory, ports, onLog: logs.read });
  const intake = await unlessInterrupted(starting, options.interruption);
  try {
    const { seconds, connections, interruption, onProgress, onStep } = options;
    if (!intake || interruption.isStopped()) return undefined;
    onStep(`${connections} connections for ${seconds} s …`);
    const { stopped } = interruption;
    const driven = await drive({ directory, seconds, connections }, { stopped, onProgress });
    onStep("Reading the queue …");
    await relayUntilTheOutboxIsEmpty(intake);
    const audited = audit(driven.load.ledger, await collect(intake));
    return { ...driven, connections, audit: audited, deferred: logs.deferred.size };
  } finally {
    await intake?.stop();
  }
}
