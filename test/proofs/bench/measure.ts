import { globSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ContestantProcess, Workshop } from "./candidate.ts";
import type { Cost, Outcome } from "./candidate-protocol.ts";
import type { Contestant } from "./candidates.ts";
import { type HttpApiEvent, repeat, type Sender } from "./notifications.ts";
import type { Stub } from "./stub.ts";

/** A contestant with all that it needs. */
export interface Lane {
  readonly contestant: Contestant;
  readonly sender: Sender;
  readonly stub: Stub;
}

/** The figures of one process, by row: milliseconds, bytes and calls. */
export type Figures = Readonly<Record<string, number>>;

/** How many notifications a process takes in. */
interface Amounts {
  /** Of each kind. */
  readonly notifications: number;
  /** Until the compiler has nothing more to do, which takes it a thousand or so. */
  readonly warmUps: number;
}

/** Lets a fresh process load, take in its first notification, warm up, and take in some of each kind. */
export async function measureOnce(workshop: Workshop, lane: Lane, amounts: Amounts): Promise<Figures> {
  const { notifications, warmUps } = amounts;
  const { contestant, sender, stub } = lane;
  const process = workshop.start(contestant, stub);
  try {
    const first = await process.ask({ file: contestant.file, events: await sender.create(1) });
    expectStatus(first, 200);
    await warmUp(process, lane, warmUps);
    return { ...describeStart(first), ...(await measureKinds(process, lane, notifications)) };
  } finally {
    await process.stop();
  }
}

/** The first wrong credential makes ours ask whether the secret has changed, and no other one within 30 seconds. */
async function warmUp(
  process: ContestantProcess,
  { contestant, sender }: Lane,
  count: number,
): Promise<void> {
  expectStatus(await process.ask({ events: await sender.create(count) }), 200);
  if (contestant.refuses) expectStatus(await process.ask({ events: await sender.forge(1) }), 401);
}

async function measureKinds(process: ContestantProcess, lane: Lane, count: number): Promise<Figures> {
  const { contestant, sender } = lane;
  const events = await sender.create(count);
  const fresh = await measureKind("new", process, lane, events, 200);
  const duplicates = await measureKind("duplicate", process, lane, events.map(repeat), 200);
  const refused = contestant.refuses
    ? await measureKind("refused", process, lane, await sender.forge(count), 401)
    : {};
  const { peakMemoryBytes } = await process.ask({ events: [] });
  return { ...fresh, ...duplicates, ...refused, "peak memory, warm": peakMemoryBytes };
}

async function measureKind(
  kind: string,
  process: ContestantProcess,
  { stub }: Lane,
  events: readonly HttpApiEvent[],
  status: number,
): Promise<Figures> {
  let handling: Cost = { wallMs: 0, cpuMs: 0 };
  const calls = await stub.countCalls(async () => {
    const outcome = await process.ask({ events });
    expectStatus(outcome, status);
    handling = outcome.handle;
  });
  return {
    [`${kind}, CPU`]: handling.cpuMs / events.length,
    [`${kind}, time`]: handling.wallMs / events.length,
    [`${kind}, AWS calls`]: calls / events.length,
  };
}

function describeStart({ load, handle, peakMemoryBytes }: Outcome): Figures {
  return {
    "import, time": load.wallMs,
    "import, CPU": load.cpuMs,
    "first notification after it, time": handle.wallMs,
    "import and first notification, time": load.wallMs + handle.wallMs,
    "import and first notification, CPU": load.cpuMs + handle.cpuMs,
    "peak memory, first notification": peakMemoryBytes,
  };
}

/** What is shipped, and what of it is read for a first notification, in a process that is not timed. */
export async function measureBytes(workshop: Workshop, { contestant, sender, stub }: Lane): Promise<Figures> {
  const process = workshop.start(contestant, stub, true);
  try {
    const { files } = await process.ask({ file: contestant.file, events: await sender.create(1) });
    const shipped = globSync(join(dirname(contestant.file), "**/*.*js"));
    return {
      "bytes shipped": sizeOf(shipped),
      "bytes loaded": sizeOf(files.map((url) => fileURLToPath(url))),
    };
  } finally {
    await process.stop();
  }
}

function sizeOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}

/** A contestant that answers something else is not measured. */
export function expectStatus({ statuses }: Outcome, expected: number): void {
  const other = statuses.find((status) => status !== expected);
  if (other !== undefined) throw new Error(`answered ${other} instead of ${expected}`);
}
