import { globSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AwsStub, startAwsStub } from "./aws-stub.ts";
import type { Outcome } from "./candidate-protocol.ts";
import type { Candidate } from "./candidates.ts";
import type { CandidateProcess, Launch } from "./launcher.ts";
import { createSender, type HttpApiEvent, repeat, type Sender } from "./notifications.ts";

/** A candidate with its vendor and its AWS. */
export interface Setup {
  readonly candidate: Candidate;
  readonly sender: Sender;
  readonly stub: AwsStub;
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

export async function createSetup(candidate: Candidate): Promise<Setup> {
  const sender = await createSender(candidate.source);
  return { candidate, sender, stub: await startAwsStub(sender.secret) };
}

/** Lets a fresh process load, take in its first notification, warm up, and take in some of each kind. */
export async function measureOnce(launch: Launch, setup: Setup, amounts: Amounts): Promise<Figures> {
  const { candidate, sender, stub } = setup;
  const process = launch(candidate, stub);
  try {
    const first = await process.ask({ file: candidate.file, events: await sender.create(1) });
    expectStatus(first, 200);
    expectStatus(await process.ask({ events: await sender.create(amounts.warmUps) }), 200);
    // The first wrong credential makes ours read the secret again. No other one does within 30 seconds.
    if (candidate.refuses) expectStatus(await process.ask({ events: await sender.forge(1) }), 401);
    return { ...describeStart(first), ...(await measureKinds(process, setup, amounts.notifications)) };
  } finally {
    await process.stop();
  }
}

async function measureKinds(process: CandidateProcess, setup: Setup, count: number): Promise<Figures> {
  const { candidate, sender } = setup;
  const events = await sender.create(count);
  const fresh = await measureKind("new", process, setup, events, 200);
  const duplicates = await measureKind("duplicate", process, setup, events.map(repeat), 200);
  const refused = candidate.refuses
    ? await measureKind("refused", process, setup, await sender.forge(count), 401)
    : {};
  const { peakMemoryBytes } = await process.ask({ events: [] });
  return { ...fresh, ...duplicates, ...refused, "peak memory, warm": peakMemoryBytes };
}

async function measureKind(
  kind: string,
  process: CandidateProcess,
  { stub }: Setup,
  events: readonly HttpApiEvent[],
  status: number,
): Promise<Figures> {
  const callsBefore = stub.calls();
  const outcome = await process.ask({ events });
  expectStatus(outcome, status);
  return {
    [`${kind}, CPU`]: outcome.handle.cpuMs / events.length,
    [`${kind}, time`]: outcome.handle.wallMs / events.length,
    [`${kind}, AWS calls`]: (stub.calls() - callsBefore) / events.length,
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
export async function measureBytes(launch: Launch, { candidate, sender, stub }: Setup): Promise<Figures> {
  const process = launch(candidate, stub, true);
  try {
    const { files } = await process.ask({ file: candidate.file, events: await sender.create(1) });
    const shipped = globSync(join(dirname(candidate.file), "**/*.*js"));
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

/** A candidate that answers something else is not measured. */
export function expectStatus({ statuses }: Outcome, expected: number): void {
  const other = statuses.find((status) => status !== expected);
  if (other !== undefined) throw new Error(`answered ${other} instead of ${expected}`);
}
