/** A thread that plays the vendors, so that they share no event loop with the gateway and the stores. */
import { parentPort, workerData } from "node:worker_threads";
import { playedIds } from "../../support/simulated-vendors.ts";
import type { Sent } from "../kit/account.ts";
import { watchProcessors } from "./busy-processors.ts";
import type { Order, Report } from "./driver-protocol.ts";
import { createLatencies } from "./latencies.ts";
import { openLine, requestKinds, type VendorLine } from "./vendor-line.ts";

const warmUpsPerConnection = 10;
const { endpoints, seconds, connections }: Order = workerData;
const stop = new AbortController();
const latencies = createLatencies([...requestKinds, ...playedIds, "all"]);
const errors = new Map<string, number>();
const sent: Sent[] = [];

const report = (message: Report) => parentPort?.postMessage(message);

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
    else latencies.record([request.kind, source, "all"], outcome);
    request = next;
  }
}

/** The clock runs here. */
async function playAll(lines: readonly VendorLine[]) {
  report({ type: "started" });
  const ends = AbortSignal.any([AbortSignal.timeout(seconds * 1000), stop.signal]);
  const processors = watchProcessors((since) => process.threadCpuUsage(since));
  const startedAtMs = performance.now();
  const elapsed = () => (performance.now() - startedAtMs) / 1000;
  const progress = () =>
    report({ type: "progress", seconds: elapsed(), answered: latencies.rows().at(-1)?.count ?? 0 });
  const reporting = setInterval(progress, 1000);
  await Promise.all(lines.map((line) => play(line, ends)));
  clearInterval(reporting);
  return { seconds: elapsed(), driverProcessors: processors() };
}

parentPort?.on("message", () => stop.abort());
const opening = Array.from({ length: connections }, (_, index) =>
  openLine(playedIds[index % playedIds.length] ?? "yoti", endpoints, index, sent),
);
const lines = await Promise.all(opening);
await Promise.all(lines.map(warmUp));
const played = await playAll(lines);
const handshakes = lines.reduce((sum, { connection }) => sum + connection.handshakes(), 0);
for (const { connection } of lines) connection.close();
const warmUps = connections * warmUpsPerConnection;
// What was prepared last was not sent.
const delivered = sent.filter(({ responses }) => responses.length > 0);
report({
  type: "finished",
  load: { ...played, warmUps, handshakes, latencies: latencies.rows(), errors, sent: delivered },
});
parentPort?.close();
