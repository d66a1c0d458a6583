/** Quarantine holds deliveries that were not understood. */
export const queueNames = ["events", "quarantine"] as const;
export type QueueName = (typeof queueNames)[number];
