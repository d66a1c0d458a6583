import type { Engines } from "../../local/aws/aws-endpoint.ts";
import { startIntake } from "../../local/intake.ts";
import type { Target } from "../target.ts";
import { runningTarget } from "./running-target.ts";

/** Starts an intake on free ports, which stops with the stack. */
export async function startLocalTarget(
  directory: string,
  stage: string,
  started: AsyncDisposableStack,
  engines?: Engines,
): Promise<Target> {
  const lines: string[] = [];
  const ports = { http: 0, mutualTls: 0, tls: 0, aws: 0 };
  const onLog = (_: string, line: string) => void lines.push(line);
  const intake = await startIntake({ directory, stage, ports, onLog, engines });
  started.defer(intake.stop);
  const { faults } = intake.aws;
  return {
    ...(await runningTarget(`the local intake of the stage ${stage}`, intake.endpoints, stage)),
    logLines: async () => lines,
    async stopQueue() {
      const set = (mode: "refuses" | "up") => [faults.sns, faults.sqs].forEach((each) => each.set({ mode }));
      set("refuses");
      return { [Symbol.asyncDispose]: async () => set("up") };
    },
  };
}
