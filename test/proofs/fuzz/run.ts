import fc, { type RunDetails } from "fast-check";
import { describeRequest } from "./describe-request.ts";
import { checkAll } from "./judge.ts";
import { anyRequest, type Request } from "./requests.ts";
import type { Stages } from "./stages.ts";
import { createTally, format, type Tally } from "./tally.ts";

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Seconds after which no other delivery is made. */
  readonly seconds?: number | undefined;
  /** Where an earlier run with this seed found a counterexample. */
  readonly path?: string | undefined;
}

const progressEveryMs = 5000;

/** Judges deliveries until one of them should not have been answered as it was; true if there is none. */
export async function runFuzz(
  options: FuzzOptions,
  stages: Stages,
  print: (text: string) => void,
): Promise<boolean> {
  const { runs, seed, seconds, path } = options;
  const tally = createTally();
  const startedAt = performance.now();
  const elapsed = () => Math.round((performance.now() - startedAt) / 1000);
  const tell = createProgress(tally, print);
  print(`seed ${seed}\n`);
  const property = fc.asyncProperty(anyRequest, async (request) => {
    const verification = await checkAll(stages, request);
    tally.add(verification);
    tell();
    if (verification.faults.length > 0) throw new Error(verification.faults.join("; "));
  });
  const details = await fc.check(property, {
    seed,
    ...(path === undefined ? { numRuns: runs } : { path, numRuns: 1, endOnFailure: true }),
    ...(seconds === undefined
      ? {}
      : { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false }),
  });
  print(
    `${format(tally.count())} deliveries in ${elapsed()} s, each sent twice (seed ${seed}, Node ${process.version}, ` +
      `${processorSeconds()} s of processor time)\n${tally.describe()}`,
  );
  if (details.failed) print(describeFailure(details));
  return !details.failed;
}

/** What it took whatever else the computer was doing. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1_000_000);
}

/** A line of progress every few seconds. */
function createProgress(tally: Tally, print: (text: string) => void): () => void {
  const startedAt = performance.now();
  let toldAt = startedAt;
  return () => {
    const now = performance.now();
    if (now - toldAt < progressEveryMs) return;
    toldAt = now;
    const seconds = (now - startedAt) / 1000;
    const rate = Math.round(tally.count() / seconds);
    print(
      `${format(tally.count()).padStart(12)} deliveries${format(rate).padStart(8)} a second${format(Math.round(seconds)).padStart(8)} s\n`,
    );
  };
}

function describeFailure({
  seed,
  counterexamplePath,
  counterexample,
  errorInstance,
}: RunDetails<[Request]>): string {
  const [request] = counterexample ?? [];
  const fault = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    `\nCounterexample: ${fault}`,
    ...(request ? [describeRequest(request)] : []),
    `To see it again: npm run fuzz -- --seed ${seed} --path ${counterexamplePath}\n`,
  ].join("\n");
}
