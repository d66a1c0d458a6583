/** What all queues have in common, and what a consumer has to know of the one with the events. */
export const queueSettings = {
  retentionDays: 14,
  visibilityTimeoutSeconds: 60,
  maximumMessageBytes: 1024 * 1024,
  /** How often a consumer may fail on an event before it is set aside. */
  receivesBeforeDeadLetter: 5,
} as const;
