import { inspect } from "node:util";
import fc, { type RunDetails } from "fast-check";
import { vendors } from "../../../functions/vendors.ts";
import { writeNumber, writeTable } from "../kit/table.ts";
import { type Checked, checkDelivery } from "./check-delivery.ts";
import { anyRequest, type Request } from "./requests.ts";
import type { Stages } from "./stages.ts";

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** No other delivery is made after this time. */
  readonly seconds?: number | undefined;
  /** An earlier run with this seed found it there. */
  readonly path?: string | undefined;
}

const progressEveryMs = 5000;
const maxBody = 4000;
const nowhere = "no route";

/** Checks deliveries up to the first fault, which is the counterexample. */
export async function runFuzz(
  { runs, seed, seconds, path }: FuzzOptions,
  stages: Stages,
  tell: (progress: string) => void,
) {
  const checked: Checked[] = [];
  const timer = setInterval(() => tell(`${writeNumber(checked.length)} deliveries`), progressEveryMs);
  const property = fc.asyncProperty(anyRequest, async (request) => {
    const found = await checkDelivery(stages, request);
    checked.push(found);
    if (found.faults.length > 0) throw new Error(found.faults.join("; "));
  });
  const details = await fc.check(property, {
    ...{ seed, path, numRuns: path === undefined ? runs : 1, endOnFailure: path !== undefined },
    interruptAfterTimeLimit: seconds && seconds * 1000,
    markInterruptAsFailure: false,
  });
  clearInterval(timer);
  return {
    report: describeChecked(checked),
    counterexample: details.failed ? describeFailure(details) : undefined,
  };
}

/** A line for each source, a column for each status. */
function describeChecked(checked: readonly Checked[]): string {
  const statuses = [...new Set(checked.map(({ status }) => status))].sort();
  const rows = [...vendors.map(({ id }) => id), nowhere].map((name) => {
    const own = checked.filter(({ source = nowhere }) => source === name);
    return [name, ...statuses.map((status) => own.filter((one) => one.status === status).length)];
  });
  const effects = checked.reduce((sum, { unauthenticatedEffects }) => sum + unauthenticatedEffects, 0);
  const slowest = checked.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
  return `${writeNumber(checked.length)} deliveries, each sent twice.

${writeTable(["", ...statuses.map(String)], rows)}
unauthenticated effects ${effects}, answers of 500 or more ${checked.filter(({ status }) => status >= 500).length}, \
slowest delivery ${Math.ceil(slowest)} ms of processor time
`;
}

function describeFailure({ counterexamplePath, counterexample, errorInstance }: RunDetails<[Request]>) {
  const [request] = counterexample ?? [];
  const fault = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const text = [fault, ...(request ? [describeRequest(request)] : [])].join("\n");
  return { text, path: counterexamplePath ?? "" };
}

function describeRequest({ body, certificate, made: _, ...request }: Request): string {
  const { bytes, kind } = body;
  const sent = { kind, length: bytes.length, text: bytes.toString("utf8") };
  return inspect(
    { ...request, certificate: certificate?.serialNumber, body: sent },
    { maxStringLength: maxBody },
  );
}
