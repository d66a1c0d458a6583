import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Answer } from "../answer.ts";
import { metricNames, metricNamespace } from "../metric-names.ts";
import type { Receipt } from "../receipt.ts";
import type { ReplayReceipt } from "../replay-delivery.ts";
import { type TimedStep, timedSteps } from "../time-budget.ts";

export interface Telemetry {
  readonly recordDelivery: (fact: DeliveryFact) => void;
  readonly recordReplay: (fact: ReplayFact) => void;
}

interface ReplayFact {
  readonly receipt: ReplayReceipt;
  readonly callsMs: DeliveryFact["callsMs"];
}

/** What is known of a delivery when it has been answered. */
interface DeliveryFact {
  readonly requestId: string;
  readonly correlationId: string;
  readonly answer: Answer;
  readonly receipt: Receipt;
  readonly durationMs: number;
  /** How much of it each step that waits for AWS took. */
  readonly callsMs: Partial<Record<TimedStep, number>>;
}

/**
 * One structured log line a delivery, and its metrics in CloudWatch's embedded format. Only ids, codes and counts:
 * never a body, a header, an address or anything that a vendor wrote, but for a correlation id of harmless characters.
 */
export function createTelemetry(source: string, serviceName: string): Telemetry {
  const logger = new Logger({ serviceName, persistentKeys: { source } });
  const metrics = new Metrics({
    namespace: metricNamespace,
    serviceName,
    defaultDimensions: { source },
  });
  const time = (name: "durationMs" | TimedStep, milliseconds: number | undefined) => {
    if (milliseconds !== undefined)
      metrics.addMetric(metricNames[name], MetricUnit.Milliseconds, milliseconds);
  };
  const count = (name: string) => metrics.addMetric(name, MetricUnit.Count, 1);
  return {
    recordDelivery({ requestId, correlationId, answer, receipt, durationMs, callsMs }) {
      const fields = { requestId, correlationId, ...receipt, status: answer.status, durationMs, callsMs };
      if (receipt.outcome === "failed") logger.error("delivery", fields);
      else if (receipt.outcome === "parked" || receipt.tableFault) logger.warn("delivery", fields);
      else logger.info("delivery", fields);
      for (const name of countedNames(receipt)) count(name);
      time("durationMs", durationMs);
      for (const step of timedSteps) time(step, callsMs[step]);
      metrics.publishStoredMetrics();
    },
    // No metrics: a replay is no delivery, and must neither hide a vendor's silence nor look like one.
    recordReplay({ receipt: { issues, ...receipt }, callsMs }) {
      // The operator is told the paths as well; a source's schema could take a vendor's words into them.
      const codes = issues ? { issues: issues.map(({ code }) => code) } : {};
      logger.info("replay", { ...receipt, ...codes, callsMs });
    },
  };
}

function countedNames({ outcome, code, repeatable, tableFault }: Receipt): string[] {
  const names: string[] = [metricNames.received, metricNames[outcome]];
  if (outcome !== "refused" && outcome !== "failed") names.push(metricNames.authentic);
  if (code) names.push(`${metricNames[outcome]}.${code}`);
  if (repeatable) names.push(metricNames.repeatable);
  if (tableFault) names.push(metricNames.tableFault);
  return names;
}
