import { ownDirectory } from "../../../infra/acceptance/targets/choose-target.ts";
import { type Interruption, unlessInterrupted } from "../../../infra/command-line/interruption.ts";
import { type RunningIntake, startIntake } from "../../../infra/local/intake.ts";
import { createFunctionLogs, type FunctionLogs } from "./function-logs.ts";

/** A stage of `cdk.json` on free ports. Undefined if interrupted early. */
export async function withOwnIntake<Result>(
  stage: string,
  { isStopped }: Pick<Interruption, "isStopped">,
  run: (intake: RunningIntake, logs: FunctionLogs) => Promise<Result>,
): Promise<Result | undefined> {
  await using started = new AsyncDisposableStack();
  const directory = ownDirectory(started);
  const logs = createFunctionLogs();
  const ports = { http: 0, mutualTls: 0, tls: 0, aws: 0 };
  const starting = startIntake({ directory, stage, ports, onLog: logs.read });
  const intake = await unlessInterrupted(starting, { isStopped });
  if (!intake) return undefined;
  started.defer(intake.stop);
  return isStopped() ? undefined : await run(intake, logs);
}
