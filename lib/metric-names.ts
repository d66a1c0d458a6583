/** The CloudWatch metrics of every function, named once for the code that emits them and the alarms that watch them. */
export const metricNamespace = "Notifications";

/**
 * Each has the dimensions `service` and `source`. Of what is refused or fails there is one more count for its code,
 * `Refused.token_invalid` for example: a name of its own, since CloudWatch bills a further dimension for every metric.
 */
export const metricNames = {
  received: "Received",
  /** Accepted, duplicate or quarantined: somebody who can prove it was there. */
  authentic: "Authentic",
  accepted: "Accepted",
  duplicate: "Duplicate",
  quarantined: "Quarantined",
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
} as const;
