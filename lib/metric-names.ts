/** The CloudWatch metrics of every function, named once for the code that emits them and the alarms that watch them. */
export const metricNamespace = "Notifications";

/**
 * Each has the dimensions `service` and `source`. Of what is refused or fails there is one more count for its code,
 * `Refused.token_invalid` for example: a name of its own, since CloudWatch bills a further dimension for every metric.
 */
export const metricNames = {
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
  tableFault: "TableFault",
  /** Milliseconds, from here on. */
  durationMs: "Duration",
  secret: "SecretDuration",
  look: "LookDuration",
  send: "SendDuration",
  remember: "RememberDuration",
  park: "ParkDuration",
} as const;

/** The metrics of the redrive, once a run, with the dimension `service` alone. */
export const redriveMetricNames = {
  /** Parked messages that the run met; missing if it could not look. */
  waiting: "ParkedWaiting",
  redriven: "Redriven",
} as const;
