import { randomInt } from "node:crypto";
import { Option } from "commander";
import { watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { countOption, proofCommand } from "../kit/command.ts";
import { withOwnIntake } from "../kit/own-intake.ts";
import { findViolations } from "../kit/violations.ts";
import type { Pace } from "./fault-plan.ts";
import { describeResult } from "./report.ts";
import { runChaos } from "./run-chaos.ts";

const shortenedBy = 300;
const pace: Pace = { fault: [700, 3000], calm: [1000, 3500], kill: [300, 2000] };

await proofCommand<{ notifications: number; seconds: number; seed?: number; stage: string }>({
  script: "chaos",
  summary: "breaks the local stack under load, and counts what became of every notification",
  options: [
    new Option("--stage <NAME>", "example publishes to a topic, dev sends to a queue")
      .choices(["example", "dev"])
      .default("example"),
    countOption("notifications", "the vendors send so many", [1, 1_000_000], 20_000),
    countOption("seconds", "nothing new is sent after this time", [1, 86_400], 1800),
    countOption("seed", "decides what is sent and what breaks, not the moments", [1, 1e9]),
  ],
  about: `The vendors send, and send again as each of them does, ${shortenedBy} times as fast. Meanwhile DynamoDB, SQS, SNS and
Secrets Manager are refused, paused with and without effect, throttled, slow, failing and restarted, one by one and together.
Processes of the functions are killed, and every secret is rotated to what no source can use. At the end everything is up,
the vendors finish, the relay empties the outbox, and consumers read the queues. Loopback only.
Exit code 1 if any promise was broken.
`,
  async run({ notifications, seconds, seed = randomInt(1, 1e9), stage }) {
    const interruption = watchForInterruption();
    // Ctrl-C ends the load. The account still follows.
    const { stopped } = interruption;
    const options = { notifications, seconds, seed };
    const result = await withOwnIntake(stage, interruption, (intake, logs) =>
      runChaos(intake, logs, { ...options, pace, shortenedBy, stopped, onFault: tell }),
    );
    if (!result) return undefined;
    return {
      report: describeResult(result),
      problems: findViolations(result.account),
      options: { ...options, stage },
      isInterrupted: interruption.isStopped(),
    };
  },
});
