import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Interruption, unlessInterrupted } from "../../../infra/command-line/interruption.ts";
import { type RunningIntake, startIntake } from "../../../infra/local/intake.ts";
import { createFunctionLogs, type FunctionLogs } from "./function-logs.ts";

/** A stage of `cdk.json` on free ports. Undefined if interrupted early. */
export async function withOwnIntake<Result>(
  stage: string,
  { isStopped }: Pick<Interruption, "isStopped">,
  run: (intake: RunningIntake, logs: FunctionLogs) => Promise<Result>,
): Promise<Result | undefined> {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-proof-"));
  // At the exit as well, because a second Ctrl-C ends the command.
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  const logs = createFunctionLogs();
  const ports = { http: 0, mutualTls: 0, tls: 0, aws: 0 };
  const starting = startIntake({ directory, stage, ports, onLog: logs.read });
  const intake = await unlessInterrupted(starting, { isStopped });
  try {
    return intake && !isStopped() ? await run(intake, logs) : undefined;
  } finally {
    await intake?.stop();
    remove();
  }
}
