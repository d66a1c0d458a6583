import { randomInt } from "node:crypto";
import { watchForInterruption } from "../../../infra/command-line/interruption.ts";
import { tell } from "../../../infra/command-line/progress.ts";
import { countOption, proofCommand, stageOption } from "../kit/command.ts";

await proofCommand<{ seconds: number; stage: string }>({
  script: "load",
  summary: "the local stack under load: throughput, latencies, and whether any event is missing",
  options: [stageOption, countOption("seconds", "how long", [1, 300], 20)],
  about: `Starts the stack, and plays the vendors over HTTPS and mutual TLS, as fast as they are answered. Then reads the queue and
looks for every notification that was acknowledged. Loopback only. The numbers are those of this computer and of embedded
stores, not of AWS.
Exit code 1 if anything was lost, doubled, or not answered as it should be. Ctrl-C ends the load and still reads the queue.
`,
  async run({ seconds, stage }) {
    const interruption = watchForInterruption();
    // The stack loads slowly, so a wrong option fails before.
    const { withOwnIntake } = await import("../kit/own-intake.ts");
    const { findProblems, runLoad } = await import("./run-load.ts");
    const { describeLoad } = await import("./report.ts");
    tell("Synthesizing the stack, bundling its functions, starting its services …");
    const result = await withOwnIntake(stage, interruption, (intake, logs) => {
      tell(`Vendors send for ${seconds} s …`);
      return runLoad(intake, logs, { seed: randomInt(1, 1e9), seconds, stopped: interruption.stopped });
    });
    if (!result) return undefined;
    return {
      report: describeLoad(result),
      problems: findProblems(result),
      options: { seconds, stage },
      isInterrupted: interruption.isStopped(),
    };
  },
});
