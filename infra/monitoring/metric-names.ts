import type { DeliveryLine, RelayLine, StepTimes } from "../../lib/wiring/log-lines.ts";

/** Counts of a source's deliveries, and of the times that its secret was read and found unusable. */
export const countNames = {
  received: "Received",
  /** Accepted, duplicate, quarantined or deferred: somebody who can prove it was there. */
  authentic: "Authentic",
  accepted: "Accepted",
  duplicate: "Duplicate",
  quarantined: "Quarantined",
  deferred: "Deferred",
  refused: "Refused",
  failed: "Failed",
  repeatable: "Repeatable",
  altered: "Altered",
  tableFault: "TableFault",
  unusableSecret: "UnusableSecret",
} as const satisfies Readonly<Record<DeliveryLine["outcome"], string>> & Readonly<Record<string, string>>;

/** Milliseconds, by the field of the line that holds them. */
export const timeNames = {
  durationMs: "Duration",
  secretMs: "SecretDuration",
  checkMs: "CheckDuration",
  sendMs: "SendDuration",
  recordMs: "RecordDuration",
  deferMs: "DeferDuration",
} as const satisfies Readonly<Record<keyof StepTimes | "durationMs", string>>;

/** The metrics of the relay, once a run, by the field of the line that holds them. */
export const relayMetricNames = {
  waiting: "OutboxWaiting",
  relayed: "Relayed",
} as const satisfies Partial<Readonly<Record<keyof RelayLine, string>>>;

/** A metric filter can make a dimension of what is in a line, and neither deployment nor source is. */
export function sourceNamespace(service: string, source: string): string {
  return `${relayNamespace(service)}/${source}`;
}

export function relayNamespace(service: string): string {
  return `Notifications/${service}`;
}
