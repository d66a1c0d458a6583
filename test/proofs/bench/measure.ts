import { globSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JsonObject } from "../../../lib/json/json.ts";
import { type AwsStub, startAwsStub } from "./aws-stub.ts";
import type { Outcome } from "./candidate-process.ts";
import type { Candidate } from "./candidates.ts";
import type { CandidateProcess, Launch } from "./launcher.ts";
import { createSender, type HttpApiEvent, repeat, type Sender } from "./notifications.ts";

export interface Setup {
  readonly candidate: Candidate;
  readonly sender: Sender;
  readonly stub: AwsStub;
}

/** One process's milliseconds, bytes and calls, by row. */
export type Figures = Readonly<Record<string, number>>;

/** The notifications for one process. */
export interface Amounts {
  /** The count of each kind. */
  readonly notifications: number;
  /** New ones, then a copy of each: the compiler needs about a thousand of a kind. */
  readonly warmups: number;
}

export async function createSetup(candidate: Candidate): Promise<Setup> {
  const sender = await createSender(candidate.source);
  return { candidate, sender, stub: await startAwsStub(sender.secret) };
}

/** Loads a fresh process, sends its first notification, warms it up with both kinds, and measures each kind. */
export async function measureOnce(
  launch: Launch,
  setup: Setup,
  { notifications, warmups }: Amounts,
): Promise<Figures> {
  const { candidate, sender, stub } = setup;
  const process = launch(candidate, stub);
  const ask = createAsker(process);
  const measureKind = async (kind: string, events: readonly HttpApiEvent[], status: number) => {
    const callsBefore = stub.calls();
    const { handle } = await ask(events, status);
    return {
      [`${kind}, CPU`]: handle.cpuMs / events.length,
      [`${kind}, AWS calls`]: (stub.calls() - callsBefore) / events.length,
    };
  };
  try {
    const first = await ask(await sender.create(1), 200, candidate.file);
    const known = await sender.create(warmups);
    await ask(known, 200);
    await ask(known.map(repeat), 200);
    const events = await sender.create(notifications);
    const fresh = await measureKind("new", events, 200);
    const duplicates = await measureKind("duplicate", events.map(repeat), 200);
    const large = await measureKind("large", await sender.create(Math.min(notifications, 20), enlarge), 200);
    // The first wrong credential makes ours read the secret, then none for 30 seconds.
    if (candidate.refuses) await ask(await sender.forge(1), 401);
    const refused = candidate.refuses
      ? await measureKind("refused", await sender.forge(notifications), 401)
      : {};
    return { ...describeStart(candidate, first), ...fresh, ...duplicates, ...large, ...refused };
  } finally {
    await process.stop();
  }
}

/** Throws for any other status. */
function createAsker(process: CandidateProcess) {
  return async (events: readonly HttpApiEvent[], status: number, file?: string): Promise<Outcome> => {
    const outcome = await process.ask({ file, events });
    const other = outcome.statuses.find((given) => given !== status);
    if (other !== undefined) throw new Error(`answered ${other} instead of ${status}`);
    return outcome;
  };
}

function describeStart({ file }: Candidate, { load, handle, peakMemoryBytes }: Outcome): Figures {
  const shipped = globSync(join(dirname(file), "**/*.*js"));
  return {
    "bytes shipped": shipped.reduce((sum, path) => sum + statSync(path).size, 0),
    "import, time": load.wallMs,
    "import and first notification, time": load.wallMs + handle.wallMs,
    "import and first notification, CPU": load.cpuMs + handle.cpuMs,
    "peak memory, first notification": peakMemoryBytes,
  };
}

/** Near the largest body that an intake takes. */
function enlarge(body: JsonObject): JsonObject {
  return { ...body, padding: "x".repeat(200_000) };
}
