/** Loads one bundle in a fresh process, handles the events, and measures both. It imports only Node, so all cost is the bundle's. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** The first order names the bundle and its first event. */
export interface Order {
  /** The handler's module. */
  readonly file?: string | undefined;
  readonly events: readonly unknown[];
}

interface Cost {
  readonly wallMs: number;
  /** All threads, the compiler's and the collector's as well. */
  readonly cpuMs: number;
}

export interface Outcome {
  /** Undefined if the order had nothing to load. */
  readonly load: Cost;
  /** All events together. */
  readonly handle: Cost;
  readonly statuses: readonly number[];
  /** The whole process since its start. */
  readonly peakMemoryBytes: number;
}

type Handler = (event: unknown, context: object) => Promise<{ readonly statusCode: number }>;

const context = { getRemainingTimeInMillis: () => 10_000, awsRequestId: "bench" };
let handler: Handler | undefined;

async function measure(work: () => Promise<void>): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

async function load(file: string | undefined): Promise<void> {
  if (file) ({ handler } = await import(pathToFileURL(file).href));
}

async function handle(events: readonly unknown[], statuses: number[]): Promise<void> {
  for (const event of events) statuses.push((await handler?.(event, context))?.statusCode ?? 0);
}

/** `getrusage` would include the program that started this process. */
function readPeakMemory(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  const [, kibibytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}

async function obey({ file, events }: Order): Promise<Outcome> {
  const statuses: number[] = [];
  const loading = await measure(() => load(file));
  // Nothing in between: the bundle's pending work must count.
  const handling = await measure(() => handle(events, statuses));
  const peakMemoryBytes = readPeakMemory();
  return { load: loading, handle: handling, statuses, peakMemoryBytes };
}

process.on("message", async (order: Order) => {
  process.send?.(await obey(order));
});
process.on("disconnect", () => process.exit());
