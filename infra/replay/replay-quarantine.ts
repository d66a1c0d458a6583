import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { watchForInterruption } from "../command-line/interruption.ts";
import { showProgress, tell } from "../command-line/progress.ts";
import { createQuarantineQueue } from "./quarantine-queue.ts";
import { createReplay } from "./replay-functions.ts";
import { createReplayReport, type ReplayReport } from "./replay-report.ts";
import type { ReplayTarget } from "./replay-target.ts";
import { maxFailuresInARow, type Walk, type WalkEnd, walkQuarantine } from "./replay-walk.ts";

/** Which deliveries, and whether only to say what would become of them. */
export type ReplayChoice = Pick<Walk, "isWanted" | "dryRun" | "accepted">;

/** Replays what is in quarantine, and tells a person of it. True if everything that was asked for was handled. */
export async function replayQuarantine(target: ReplayTarget, choice: ReplayChoice): Promise<boolean> {
  const clients = {
    sqs: new SQSClient(target.clientSettings),
    lambda: new LambdaClient(target.clientSettings),
  };
  const { isStopped } = watchForInterruption();
  const queue = createQuarantineQueue(clients.sqs, target.quarantineQueueUrl);
  const report = createReplayReport();
  // Counted before anything is hidden by this run itself.
  const { visible, hidden } = await queue.count().catch(() => ({ visible: "?", hidden: 0 }));
  const endProgress = showProgress(() => `${report.done()} of about ${visible} …`);
  const replay = createReplay(clients.lambda, target.functions);
  const onResult = printTo(report);
  const end = await walkQuarantine({ ...choice, queue, replay, isStopped, onResult, now: () => new Date() });
  endProgress();
  if (end.reason !== "unreachable" || report.done() > 0) process.stdout.write(`${report.summary()}\n`);
  for (const line of [...describeEnd(end, target), ...describeHidden(hidden)]) tell(line);
  clients.sqs.destroy();
  clients.lambda.destroy();
  return end.reason === "walked" && report.isClean() && hidden === 0;
}

function describeHidden(hidden: number): string[] {
  if (hidden === 0) return [];
  return [
    `About ${hidden} more are hidden by somebody who looked at them, or by another run: try again when they are visible, in 15 minutes at most after a run.`,
  ];
}

function printTo(report: ReplayReport): Walk["onResult"] {
  return (result) => {
    const line = report.add(result);
    if (line !== undefined) process.stdout.write(`${line}\n`);
  };
}

function describeEnd({ reason, cause, leftHidden }: WalkEnd, { advice }: ReplayTarget): string[] {
  const reasons = {
    walked: [],
    stopped: ["Stopped; what is left is there for the next run."],
    failing: [
      `Ended after ${maxFailuresInARow} failures in a row (the last: ${cause}). Nothing is lost: look at the functions' logs, then run it again.`,
    ],
    unreachable: [`The quarantine queue does not answer (${cause}): ${advice}`],
  } as const;
  const hidden = leftHidden > 0 ? [`${leftHidden} of what is left is visible again in 15 minutes only.`] : [];
  return [...reasons[reason], ...hidden];
}
