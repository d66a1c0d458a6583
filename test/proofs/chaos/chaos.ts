import { randomInt } from "node:crypto";
import { watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { type Arguments, proofCommand, type Result } from "../kit/command.ts";
import { createRandom } from "../kit/random.ts";
import { findViolations } from "../kit/violations.ts";
import { createCycle, type Pace } from "./fault-plan.ts";
import { describeProgress, describeResult } from "./report.ts";
import { runChaos } from "./run-chaos.ts";
import { shortenedBy } from "./vendor-player.ts";

type Name = "notifications" | "seconds" | "seed" | "harsh";

const ordinary: Pace = { fault: [700, 3000], calm: [1000, 3500], kill: [300, 2000] };
const harsh: Pace = { fault: [3000, 8000], calm: [300, 1500], kill: [50, 400] };

/** Ctrl-C ends the load. The account of what was sent until then is still drawn up. */
function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  void watchForInterruption().stopped.then(() => stop.abort());
  return stop.signal;
}

function tellPlan(seed: number, pace: Pace): void {
  tell(`Seed ${seed}. The first round of faults (later ones are drawn anew):`);
  for (const { name, lastsMs, calmMs } of createCycle(createRandom(seed + 1), pace))
    tell(`  ${name}: ${lastsMs} ms, then ${calmMs} ms calm`);
}

async function run({ count, has }: Arguments<Name>): Promise<Result | undefined> {
  const options = { notifications: count("notifications"), seconds: count("seconds"), seed: count("seed") };
  const pace = has("harsh") ? harsh : ordinary;
  tellPlan(options.seed, pace);
  const stop = untilInterrupted();
  const result = await runChaos({
    ...options,
    pace,
    stop,
    onProgress: (progress) => tell(describeProgress(progress)),
  });
  if (!result) return undefined;
  const problems = findViolations(result.account);
  const summary =
    problems.length === 0 ? "\nEvery acknowledged notification is where it belongs, once.\n" : "";
  return {
    report: describeResult(result) + summary,
    problems,
    options: { ...options, harsh: has("harsh") },
    isInterrupted: stop.aborted,
  };
}

await proofCommand<Name>({
  script: "chaos",
  summary: "breaks the local stack under load, and counts what became of every notification",
  options: {
    notifications: {
      value: "N",
      about: "the vendors send so many",
      range: [1, 1_000_000],
      byDefault: 20_000,
    },
    seconds: {
      value: "N",
      about: "nothing new is sent after this time",
      range: [1, 86_400],
      byDefault: 1800,
    },
    seed: {
      value: "N",
      about: "decides what is sent and what breaks, not the moments",
      range: [1, 1e9],
      byDefault: () => randomInt(1, 1e9),
    },
    harsh: { about: "longer faults, hardly a pause between them, and more killed processes" },
  },
  about: `The vendors send, and send again as each of them does, ${shortenedBy} times as fast. Meanwhile DynamoDB, SQS and Secrets
Manager are refused, paused with and without effect, throttled, slow, failing and restarted, one by one and together.
Processes of the functions are killed, and every secret is rotated to what no source can use. At the end everything is up,
the vendors finish, the relay empties the outbox, and a consumer reads the queues. Loopback only.
Exit code 1 if any promise was broken.
`,
  run,
});
