/** The settings of the queues, some of which the published contract names. */
export const queueSettings = {
  retentionDays: 14,
  visibilityTimeoutSeconds: 60,
  maxMessageBytes: 1024 * 1024,
  /** A consumer's failures on an event before SQS moves it to the dead-letter queue. */
  receivesBeforeDeadLetter: 5,
} as const;
