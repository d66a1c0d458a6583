import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import type { RunningIntake } from "../../infra/local/intake.ts";
import { record } from "./records.ts";

export interface InspectedIntake {
  readonly url: string;
  readonly running: RunningIntake;
  readonly stop: () => Promise<void>;
}

/** A running intake with its inspector. `keep` gets its logs and secrets. */
export async function startInspected(port = 0, keep = record): Promise<InspectedIntake> {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-"));
  const ports = { http: 0, mutualTls: 0, aws: 0 };
  const onLog = (_: string, line: string) => keep("logs", line);
  const running = await startInspectedIntake({ directory, ports, onLog }, port);
  for (const held of Object.values(running.endpoints.secrets))
    for (const secret of Object.values(held)) keep("secrets", secret);
  return {
    url: running.endpoints.inspector ?? "",
    running,
    async stop() {
      await running.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
