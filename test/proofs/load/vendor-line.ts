import type { SourceId } from "../../../functions/vendors.ts";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { localTarget } from "../../../infra/simulators/simulator-client.ts";
import { loadSimulator } from "../../../infra/simulators/simulators.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import { type Connection, openConnection, type TimedResponse } from "./connection.ts";
import { createDeliveries, type Delivery } from "./deliveries.ts";
import type { LedgerBook } from "./ledger.ts";
import type { Recorder } from "./measurements.ts";
import { kindAt } from "./mix.ts";

/** A vendor at its end of one connection. */
export interface VendorLine {
  readonly source: SourceId;
  readonly simulator: Simulator;
  readonly connection: Connection;
  /** Writes and signs the next delivery of the mix. */
  readonly prepare: () => Promise<Delivery>;
  readonly recorder: Recorder;
  readonly book: LedgerBook;
}

/** `offset`: where in the mix it begins, so that not all connections are at the same place. */
export async function openLine(
  source: SourceId,
  endpoints: Endpoints,
  offset: number,
  books: Pick<VendorLine, "recorder" | "book">,
): Promise<VendorLine> {
  const simulator = await loadSimulator(source);
  const target = localTarget(source, endpoints);
  const write = createDeliveries(source, simulator, target);
  let position = offset;
  const prepare = () => {
    position += 1;
    return write(kindAt(position));
  };
  return { source, simulator, connection: openConnection(target.tls), prepare, ...books };
}

/** Sends so many before the clock starts: what went wrong counts, what they took does not. */
export async function warmUp(line: VendorLine, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const outcome = await deliver(await line.prepare(), line);
    if ("failure" in outcome) line.recorder.fail(`${outcome.failure}, before the clock started`);
  }
}

/** Sends one after the other until it is told to end; the next one is written and signed while one is under way. */
export async function play(line: VendorLine, ends: AbortSignal): Promise<void> {
  const { source, recorder } = line;
  let delivery = await line.prepare();
  while (!ends.aborted) {
    const [outcome, next] = await Promise.all([deliver(delivery, line), line.prepare()]);
    if ("failure" in outcome) recorder.fail(outcome.failure);
    else recorder.measure(source, delivery.kind, outcome.latencyMs);
    delivery = next;
  }
}

type Outcome = Pick<TimedResponse, "latencyMs"> | { readonly failure: string };

async function deliver(
  delivery: Delivery,
  { source, simulator, connection, book }: VendorLine,
): Promise<Outcome> {
  const { kind, identity } = delivery;
  try {
    const { status, body, latencyMs } = await connection.send(delivery);
    const isAcknowledged = status >= 200 && status < 300;
    book.enter(kind, identity, isAcknowledged);
    if (kind === "new" && isAcknowledged) delivery.remember();
    const isContent = isAcknowledged && simulator.retry.isDone(status, body);
    const isRight = kind === "refused" ? status === 401 : isContent;
    return isRight ? { latencyMs } : { failure: `${source}, ${kind}: answered with ${status}` };
  } catch (error) {
    book.enter(kind, identity, false);
    return { failure: `${source}, ${kind}: ${describeFailure(error)}` };
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
