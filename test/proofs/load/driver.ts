/**
 * The second process: plays the vendors against an intake that runs elsewhere, and tells its parent what came of it. It goes
 * when its parent goes, and leaves Ctrl-C, which reaches the whole process group, to the parent.
 */
import * as v from "valibot";
import { readEndpoints } from "../../../infra/endpoints/endpoints.ts";
import { sourceIds } from "../chaos/notifications.ts";
import { watchOwnProcess } from "./busy-processors.ts";
import { openLedger } from "./ledger.ts";
import { createRecorder, type Recorder } from "./measurements.ts";
import { type Load, type Order, orderSchema, type Report, stopMessage } from "./messages.ts";
import { sourceOf } from "./mix.ts";
import { openLine, play, type VendorLine, warmUp } from "./vendor-line.ts";

const warmUpsPerConnection = 10;

const stop = new AbortController();
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(1));
process.on("message", (message) => message === stopMessage && stop.abort());

const tellParent = (report: Report, then?: () => void) => process.send?.(report, undefined, undefined, then);

async function drive({ directory, seconds, connections }: Order): Promise<Load> {
  const books = { recorder: createRecorder(), book: openLedger() };
  const endpoints = readEndpoints(directory);
  const opening = Array.from({ length: connections }, (_, at) =>
    openLine(sourceOf(at, sourceIds), endpoints, at, books),
  );
  const lines = await Promise.all(opening);
  await Promise.all(lines.map((line) => warmUp(line, warmUpsPerConnection)));
  const played = await playFor(seconds, lines, books.recorder);
  const handshakes = lines.reduce((sum, { connection }) => sum + connection.handshakes(), 0);
  for (const { connection } of lines) connection.close();
  return {
    ...played,
    warmUps: connections * warmUpsPerConnection,
    handshakes,
    measurements: books.recorder.measurements,
    ledger: books.book.ledger,
  };
}

/** The clock runs here. */
async function playFor(seconds: number, lines: readonly VendorLine[], recorder: Recorder) {
  tellParent({ type: "started" });
  const ends = AbortSignal.any([AbortSignal.timeout(seconds * 1000), stop.signal]);
  const processors = watchOwnProcess();
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const report = () => tellParent({ type: "progress", seconds: elapsed(), ...recorder.counts() });
  const reporting = setInterval(report, 1000);
  await Promise.all(lines.map((line) => play(line, ends)));
  clearInterval(reporting);
  return { seconds: elapsed(), driverProcessors: processors() };
}

const order = v.parse(v.pipe(v.string(), v.parseJson(), orderSchema), process.argv[2]);
tellParent({ type: "finished", load: await drive(order) }, () => process.exit(0));
