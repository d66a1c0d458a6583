import fc, { type RunDetails } from "fast-check";
import { writeNumber } from "../kit/table.ts";
import { checkDelivery } from "./check-delivery.ts";
import { anyRequest, type Request } from "./requests.ts";
import type { Stages } from "./stages.ts";
import { createTally } from "./tally.ts";

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** No other delivery is made after this time. */
  readonly seconds?: number | undefined;
  /** An earlier run with this seed found it there. */
  readonly path?: string | undefined;
}

interface FuzzResult {
  readonly report: string;
  /** The first faulty delivery, if any. */
  readonly counterexample: { readonly text: string; readonly path: string } | undefined;
}

const progressEveryMs = 5000;
const maxBody = 4000;

/** Checks deliveries up to the first fault. */
export async function runFuzz(
  { runs, seed, seconds, path }: FuzzOptions,
  stages: Stages,
  tell: (progress: string) => void,
): Promise<FuzzResult> {
  const tally = createTally();
  const timer = setInterval(() => tell(`${writeNumber(tally.count())} deliveries`), progressEveryMs);
  const property = fc.asyncProperty(anyRequest, async (request) => {
    const checked = await checkDelivery(stages, request);
    tally.add(checked);
    if (checked.faults.length > 0) throw new Error(checked.faults.join("; "));
  });
  const details = await fc.check(property, {
    seed,
    ...(path === undefined ? { numRuns: runs } : { path, numRuns: 1, endOnFailure: true }),
    ...(seconds === undefined
      ? {}
      : { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false }),
  });
  clearInterval(timer);
  return {
    report: `${writeNumber(tally.count())} deliveries, each sent twice; ${processorSeconds()} s of processor time.\n\n${tally.describe()}`,
    counterexample: details.failed ? describeFailure(details) : undefined,
  };
}

/** Independent of the computer's other work. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1_000_000);
}

function describeFailure({ counterexamplePath, counterexample, errorInstance }: RunDetails<[Request]>) {
  const [request] = counterexample ?? [];
  const fault = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const text = [fault, ...(request ? [describeRequest(request)] : [])].join("\n");
  return { text, path: counterexamplePath ?? "" };
}

/** A readable request, with its body in JSON's escapes. */
function describeRequest(request: Request): string {
  const { stage, sender, method, target, headers, body, sourceAddress, certificate } = request;
  const lines = headers.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const text = JSON.stringify(body.bytes.toString("utf8"));
  const shown = text.length > maxBody ? `${text.slice(0, maxBody)}…` : text;
  const description = [
    `${method} ${target}`,
    `  like ${sender}, to the stage ${stage}, from ${JSON.stringify(sourceAddress)}, certificate ${certificate ?? "none"}`,
    ...lines,
    `  ${body.bytes.length} bytes: ${shown}`,
  ];
  return description.join("\n");
}
