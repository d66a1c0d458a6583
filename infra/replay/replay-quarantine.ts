import { watchForInterruption } from "../command-line/interruption.ts";
import { showProgress, tell } from "../command-line/progress.ts";
import { createReplayReport } from "./replay-report.ts";
import { connectTo, type ReplayTarget } from "./replay-target.ts";
import { maxFailuresInARow, type Walk, type WalkEnd, walkQuarantine } from "./replay-walk.ts";

export type ReplayChoice = Pick<Walk, "isWanted" | "dryRun" | "accepted">;

/** Replays the quarantine and prints a line a delivery. True if every wanted delivery was handled. */
export async function replayQuarantine(target: ReplayTarget, choice: ReplayChoice): Promise<boolean> {
  const { queue, replay, disconnect } = connectTo(target);
  const { isStopped } = watchForInterruption();
  const report = createReplayReport();
  // Counted before this run hides any.
  const { visible, hidden } = await queue.count().catch(() => ({ visible: "?", hidden: 0 }));
  const endProgress = showProgress(() => `${report.done()} of about ${visible} …`);
  const onResult: Walk["onResult"] = (result) => {
    const line = report.add(result);
    if (line !== undefined) process.stdout.write(`${line}\n`);
  };
  const end = await walkQuarantine({ ...choice, queue, replay, isStopped, onResult, now: () => new Date() });
  endProgress();
  if (end.reason !== "unreachable" || report.done() > 0) process.stdout.write(`${report.summary()}\n`);
  for (const line of describeEnd(end, hidden, target.advice)) tell(line);
  disconnect();
  return end.reason === "walked" && report.isClean() && hidden === 0;
}

function* describeEnd({ reason, cause, leftHidden }: WalkEnd, hidden: number, advice: string) {
  if (reason === "stopped") yield "Stopped. The rest is there for the next run.";
  if (reason === "unreachable") yield `The quarantine queue does not answer (${cause}): ${advice}`;
  if (reason === "failing")
    yield `Ended after ${maxFailuresInARow} failures in a row (the last: ${cause}). Nothing is lost: look at the functions' logs, then run it again.`;
  if (leftHidden > 0) yield `${leftHidden} of the rest are visible again in 15 minutes only.`;
  if (hidden > 0)
    yield `About ${hidden} more are hidden by another reader or run. Try again when they are visible: 15 minutes after a run at most.`;
}
