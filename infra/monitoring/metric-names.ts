import type { DeliveryLine, RedriveLine, StepTimes } from "../../lib/wiring/log-lines.ts";

/** Counts of a source's deliveries, and of the times that its secret was read and found unusable. */
export const countNames = {
  received: "Received",
  /** Accepted, duplicate, quarantined or parked: somebody who can prove it was there. */
  authentic: "Authentic",
  accepted: "Accepted",
  duplicate: "Duplicate",
  quarantined: "Quarantined",
  parked: "Parked",
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
  lookMs: "LookDuration",
  sendMs: "SendDuration",
  rememberMs: "RememberDuration",
  parkMs: "ParkDuration",
} as const satisfies Readonly<Record<keyof StepTimes | "durationMs", string>>;

/** The metrics of the redrive, once a run, by the field of the line that holds them. */
export const redriveMetricNames = {
  waiting: "ParkedWaiting",
  redriven: "Redriven",
} as const satisfies Partial<Readonly<Record<keyof RedriveLine, string>>>;

/** A metric filter can make a dimension of what is in a line, and neither deployment nor source is. */
export function sourceNamespace(service: string, source: string): string {
  return `${redriveNamespace(service)}/${source}`;
}

export function redriveNamespace(service: string): string {
  return `Notifications/${service}`;
}
