/** The CloudWatch metrics of every function, named once for the code that emits them and the alarms that watch them. */
export const metricNamespace = "Notifications";
export const metricService = "notification-intake";

/** Each has the dimensions `service` and `source`. Counts, but for the last, in milliseconds. */
export const metricNames = {
  received: "Received",
  accepted: "Accepted",
  duplicate: "Duplicate",
  quarantined: "Quarantined",
  refused: "Refused",
  failed: "Failed",
  tableFault: "TableFault",
  durationMs: "Duration",
} as const;
