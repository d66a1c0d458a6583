/** For normalized events, and for deliveries that were not understood. */
export const queueNames = ["events", "quarantine"] as const;
export type QueueName = (typeof queueNames)[number];
