import { describe, expect, it } from "vitest";
import { createTelemetry } from "../../../lib/aws/telemetry.ts";
import { metricNames } from "../../../lib/metric-names.ts";
import type { Receipt } from "../../../lib/receipt.ts";
import { captureOutput } from "./captured-output.ts";

const answer = { status: 200, headers: { "x-answer": "canary" }, body: "canary" };

function record(receipt: Receipt) {
  const output = captureOutput();
  createTelemetry("yoti", "a-deployment").recordDelivery({
    requestId: "r-1",
    correlationId: "c-1",
    answer,
    receipt,
    durationMs: 12,
    callsMs: { look: 3, send: 5 },
  });
  const [log, metrics, ...others] = output.lines();
  return { log, metrics, others, text: output.text() };
}

describe("createTelemetry", () => {
  it("writes one line of facts and one of metrics for a delivery", () => {
    const { log, metrics, others } = record({ outcome: "accepted", event: "e-1" });
    expect(log).toMatchObject({
      level: "INFO",
      service: "a-deployment",
      source: "yoti",
      requestId: "r-1",
      correlationId: "c-1",
      outcome: "accepted",
      event: "e-1",
      status: 200,
      durationMs: 12,
    });
    expect(metrics).toMatchObject({
      source: "yoti",
      service: "a-deployment",
      Received: 1,
      Accepted: 1,
      Duration: 12,
      LookDuration: 3,
      SendDuration: 5,
    });
    expect(metrics).not.toHaveProperty(metricNames.remember);
    expect(others).toEqual([]);
  });

  it("writes the metrics in CloudWatch's embedded format", () => {
    // docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    const { metrics } = record({ outcome: "refused", code: "credential_missing" });
    expect(metrics).toMatchObject({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "Notifications",
            Dimensions: [expect.arrayContaining(["service", "source"])],
            Metrics: expect.arrayContaining([
              { Name: metricNames.received, Unit: "Count" },
              { Name: metricNames.refused, Unit: "Count" },
              { Name: metricNames.durationMs, Unit: "Milliseconds" },
            ]),
          },
        ],
      },
    });
  });

  it.each<readonly [Receipt, string, string]>([
    [{ outcome: "duplicate", event: "e-1" }, "INFO", "Duplicate"],
    [{ outcome: "quarantined", event: "e-1" }, "INFO", "Quarantined"],
    [{ outcome: "refused", code: "token_invalid" }, "INFO", "Refused"],
    [{ outcome: "accepted", event: "e-1", tableFault: "TimeoutError" }, "WARN", "TableFault"],
    [{ outcome: "parked", event: "e-1", cause: "TimeoutError" }, "WARN", "Parked"],
    [{ outcome: "failed", code: "stores_unavailable", cause: "TimeoutError" }, "ERROR", "Failed"],
  ])("counts %j at the level %s as %s", (receipt, level, metric) => {
    const { log, metrics, others } = record(receipt);
    expect(log).toMatchObject({ level, ...receipt });
    expect(metrics).toMatchObject({ Received: 1, [metric]: 1 });
    expect(others).toEqual([]);
  });

  it("counts refusals and failures by their code, under a name of its own", () => {
    const { metrics } = record({ outcome: "refused", code: "token_invalid" });
    expect(metrics).toMatchObject({ Refused: 1, "Refused.token_invalid": 1 });
  });

  it("counts what can repeat", () => {
    const { metrics } = record({ outcome: "accepted", event: "e-1", repeatable: true });
    expect(metrics).toMatchObject({ Accepted: 1, Repeatable: 1 });
  });

  it("carries nothing over from one delivery to the next", () => {
    const output = captureOutput();
    const telemetry = createTelemetry("yoti", "a-deployment");
    const facts = { requestId: "r", correlationId: "c", answer, durationMs: 1, callsMs: {} };
    telemetry.recordDelivery({ ...facts, receipt: { outcome: "refused", code: "token_invalid" } });
    telemetry.recordDelivery({ ...facts, receipt: { outcome: "accepted", event: "e-1" } });
    const [, , log, metrics, ...others] = output.lines();
    expect([log, metrics].flatMap((line) => Object.keys(line ?? {}))).not.toContain("code");
    expect(metrics).toMatchObject({ Received: 1, Accepted: 1 });
    expect(metrics).not.toHaveProperty("Refused");
    expect(others).toEqual([]);
  });

  it("writes neither body nor headers of the answer", () => {
    expect(record({ outcome: "accepted", event: "e-1" }).text).not.toContain("canary");
  });

  it("writes one line for a replay, without metrics, and of its issues the codes alone", () => {
    const output = captureOutput();
    const issues = [{ code: "string", path: "body.canary" }];
    const receipt = { outcome: "quarantined", issues } as const;
    createTelemetry("yoti", "a-deployment").recordReplay({ receipt, callsMs: { look: 3 } });
    const [log, ...others] = output.lines();
    expect(log).toMatchObject({
      message: "replay",
      source: "yoti",
      outcome: "quarantined",
      issues: ["string"],
      callsMs: { look: 3 },
    });
    expect(others).toEqual([]);
    expect(output.text()).not.toContain("canary");
  });
});
