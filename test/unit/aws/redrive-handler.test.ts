import { describe, expect, it } from "vitest";
import { createRedriveTelemetry } from "../../../lib/aws/redrive-telemetry.ts";
import type { RedriveReport } from "../../../lib/redrive.ts";
import { captureOutput } from "./captured-output.ts";

function record(report: RedriveReport) {
  const output = captureOutput();
  createRedriveTelemetry("a-deployment").record(report);
  const lines = output.lines();
  return {
    log: lines.find((line) => !("_aws" in line)),
    metrics: lines.find((line) => "_aws" in line),
  };
}

describe("createRedriveTelemetry", () => {
  it("counts what was found and sent, without a line where there was nothing to do", () => {
    const { log, metrics } = record({ found: 0, sent: 0, failed: 0, finished: true });
    expect(log).toBeUndefined();
    expect(metrics).toMatchObject({ service: "a-deployment", ParkedWaiting: 0, Redriven: 0 });
    // For the deployment, whatever the source: an alarm names its dimensions exactly.
    expect(metrics).toMatchObject({ _aws: { CloudWatchMetrics: [{ Dimensions: [["service"]] }] } });
  });

  it.each<readonly [RedriveReport, string]>([
    [{ found: 2, sent: 2, failed: 0, finished: true }, "INFO"],
    [{ found: 2, sent: 1, failed: 1, finished: false, cause: "TimeoutError" }, "WARN"],
  ])("writes %j at the level %s", (report, level) => {
    const { log, metrics } = record(report);
    expect(log).toMatchObject({ level, message: "redrive", ...report });
    expect(metrics).toMatchObject({ ParkedWaiting: 2, Redriven: report.sent });
  });

  it("does not say that nothing is parked where it could not look", () => {
    const { metrics } = record({ found: 0, sent: 0, failed: 1, finished: false, cause: "TimeoutError" });
    expect(metrics).not.toHaveProperty("ParkedWaiting");
  });
});
