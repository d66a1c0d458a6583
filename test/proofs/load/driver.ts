/** A thread that plays the vendors, so that they share no event loop with the gateway and the stores. */
import { parentPort, workerData } from "node:worker_threads";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { playedIds } from "../../support/simulated-vendors.ts";
import type { Sent } from "../kit/account.ts";
import { openLine, requestKinds, type VendorLine } from "./vendor-line.ts";

/** What the thread is told. Any message to it ends the load before its time. */
export interface Order {
  readonly endpoints: Endpoints;
  readonly seconds: number;
  readonly connections: number;
}

/** What it says in the end. */
export interface Load {
  /** From the first delivery on the clock to the last response. */
  readonly seconds: number;
  /** Milliseconds from the writing of a request to the last byte of its response, by kind and by source. */
  readonly latenciesMs: ReadonlyMap<string, readonly number[]>;
  /** How often something else came of a delivery than it should, by what it was. */
  readonly errors: ReadonlyMap<string, number>;
  readonly sent: readonly Sent[];
}

const warmUpsPerConnection = 10;
const { endpoints, seconds, connections }: Order = workerData;
const stop = new AbortController();
const latenciesMs = new Map<string, number[]>(
  [...requestKinds, ...playedIds, "all"].map((name) => [name, []]),
);
const errors = new Map<string, number>();
const sent: Sent[] = [];

function fail(what: string): void {
  errors.set(what, (errors.get(what) ?? 0) + 1);
}

/** Before the clock starts. What went wrong counts, what they took does not. */
async function warmUp({ prepare, deliver }: VendorLine): Promise<void> {
  for (let count = 0; count < warmUpsPerConnection; count += 1) {
    const outcome = await deliver(await prepare());
    if (typeof outcome === "string") fail(`${outcome}, before the clock started`);
  }
}

/** Writes and signs the next request while one is under way. */
async function play({ source, prepare, deliver }: VendorLine, ends: AbortSignal): Promise<void> {
  let request = await prepare();
  while (!ends.aborted) {
    const [outcome, next] = await Promise.all([deliver(request), prepare()]);
    if (typeof outcome === "string") fail(outcome);
    else for (const name of [request.kind, source, "all"]) latenciesMs.get(name)?.push(outcome);
    request = next;
  }
}

parentPort?.once("message", () => stop.abort());
const opening = Array.from({ length: connections }, (_, index) =>
  openLine(playedIds[index % playedIds.length] ?? "yoti", endpoints, index, sent),
);
const lines = await Promise.all(opening);
await Promise.all(lines.map(warmUp));
const ends = AbortSignal.any([AbortSignal.timeout(seconds * 1000), stop.signal]);
const startedAtMs = performance.now();
await Promise.all(lines.map((line) => play(line, ends)));
const load: Load = {
  seconds: (performance.now() - startedAtMs) / 1000,
  latenciesMs,
  errors,
  // What was prepared last was not sent.
  sent: sent.filter(({ responses }) => responses.length > 0),
};
parentPort?.postMessage(load);
parentPort?.close();
