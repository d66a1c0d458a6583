import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { localDirectory } from "../project.ts";
import { nameOfFault } from "./aws-calls.ts";
import { readCommandLine, runCommand } from "./command.ts";
import { countDeadLetters, moveDeadLetters } from "./dead-letters.ts";
import { readEndpoints } from "./endpoints.ts";
import { createQuarantineQueue } from "./quarantine-queue.ts";
import type { QuarantinedDelivery } from "./quarantined-delivery.ts";
import { createReplay } from "./replay-functions.ts";
import { createReplayReport } from "./replay-report.ts";
import { deployedReplayTarget, localReplayTarget, type ReplayTarget } from "./replay-target.ts";
import { mostFailuresInARow, type WalkEnd, walkQuarantine } from "./replay-walk.ts";
import { parseSince } from "./since.ts";
import { untilStopped } from "./until-stopped.ts";
import { UsageError } from "./usage-error.ts";

const help = `npm run replay [-- OPTIONS]   takes the deliveries in quarantine through the code that runs now

  --source S        those of one source
  --since T         those received since then: 2026-11-21, 2026-11-21T09:30:00Z, or 90m, 2h, 7d ago
  --dry-run         only says what would become of them
  --outputs FILE    of a deployed intake: what cdk deploy --outputs-file wrote, with your AWS credentials
  --directory DIR   where the local intake writes its endpoints.json (.local)
  --help            this text

npm run replay -- --dead-letters [--dry-run]   moves the dead letters back to the queue, by SQS's own redrive

A delivery that is understood now is sent on as on its first day, and leaves the quarantine; any other stays. It can be
stopped at any time (Ctrl-C) and run again: what was sent before is a duplicate then. Exit code 1 if something stays.
What is parked in the table needs no command: the redrive function sends it, every minute.
`;

const options = {
  source: { type: "string" },
  since: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  "dead-letters": { type: "boolean", default: false },
  outputs: { type: "string" },
  directory: { type: "string" },
  help: { type: "boolean" },
} as const;

type Values = ReturnType<typeof readValues>;

function readValues() {
  const { values } = readCommandLine(options, false);
  if (values.outputs && values.directory)
    throw new UsageError("--outputs is for a deployed intake, --directory for the local one");
  if (values["dead-letters"] && (values.source ?? values.since))
    throw new UsageError("--dead-letters moves all of them: --source and --since do not go with it");
  return values;
}

function readTarget({ outputs, directory }: Values): ReplayTarget {
  if (outputs) return deployedReplayTarget(outputs);
  return localReplayTarget(readEndpoints(directory ? resolve(directory) : localDirectory));
}

function readChoice({ source, since }: Values, { functions }: ReplayTarget) {
  const known = Object.keys(functions);
  if (source !== undefined && !known.includes(source))
    throw new UsageError(`there is no source "${source}": choose one of ${known.join(", ")}`);
  const sinceMs = since === undefined ? 0 : parseSince(since, new Date()).getTime();
  return (delivery: QuarantinedDelivery) =>
    (source === undefined || delivery.source === source) && delivery.receivedAt.getTime() >= sinceMs;
}

/** True if everything that was asked for was handled. */
async function replayQuarantine(values: Values, target: ReplayTarget): Promise<boolean> {
  const isWanted = readChoice(values, target);
  const queueClient = new SQSClient(target.clientSettings);
  const functionClient = new LambdaClient(target.clientSettings);
  const queue = createQuarantineQueue(queueClient, target.quarantineQueueUrl);
  const report = createReplayReport();
  const stop = watchForStop();
  const total = await queue.count().catch(() => undefined);
  const endProgress = showProgress(() => `${report.done()} of about ${total ?? "?"} …`);
  const end = await walkQuarantine({
    queue,
    replay: createReplay(functionClient, target.functions),
    dryRun: values["dry-run"],
    isWanted,
    isStopped: stop.isStopped,
    onResult(result) {
      const line = report.add(result);
      if (line !== undefined) process.stdout.write(`${line}\n`);
    },
    now: () => new Date(),
  });
  endProgress();
  process.stdout.write(`${report.summary()}\n`);
  tell(describeEnd(end, target));
  queueClient.destroy();
  functionClient.destroy();
  return end.reason === "walked" && report.isClean();
}

function describeEnd({ reason, cause, leftHidden }: WalkEnd, { advice }: ReplayTarget): string[] {
  const reasons = {
    walked: [],
    stopped: ["Stopped; what is left is there for the next run."],
    failing: [
      `Ended after ${mostFailuresInARow} failures in a row or more (${cause}): ${advice} Then run it again, nothing is lost.`,
    ],
    unreachable: [`The quarantine queue does not answer (${cause}): ${advice}`],
  } as const;
  const hidden = leftHidden > 0 ? [`${leftHidden} will be visible in 15 minutes, and not before.`] : [];
  return [...reasons[reason], ...hidden];
}

async function replayDeadLetters(values: Values, target: ReplayTarget): Promise<boolean> {
  const client = new SQSClient(target.clientSettings);
  const move = {
    client,
    queueUrl: target.deadLetterQueueUrl,
    stopped: watchForStop().stopped,
    pause: () => sleep(1000),
    onProgress: (text: string) => tell([`${text} …`]),
  };
  try {
    if (values["dry-run"]) {
      process.stdout.write(`About ${await countDeadLetters(move)} dead letters would be moved back.\n`);
      return true;
    }
    const { isComplete, text } = await moveDeadLetters(move);
    process.stdout.write(`${text}\n`);
    return isComplete;
  } catch (error) {
    tell([`SQS does not move the dead letters (${nameOfFault(error)}): ${target.advice}`]);
    return false;
  } finally {
    client.destroy();
  }
}

/** The first signal ends the run in good order, a second one at once. */
function watchForStop() {
  let isStopped = false;
  const stopped = untilStopped().then(() => {
    isStopped = true;
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  });
  return { stopped, isStopped: () => isStopped };
}

/** Every second, from the third on: a short run needs none. */
function showProgress(describe: () => string): () => void {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (seconds > 2) tell([describe()]);
  }, 1000);
  return () => clearInterval(timer);
}

function tell(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}

await runCommand(async () => {
  const values = readValues();
  if (values.help) return void process.stdout.write(help);
  const target = readTarget(values);
  const run = values["dead-letters"] ? replayDeadLetters : replayQuarantine;
  if (!(await run(values, target))) process.exitCode = 1;
});
