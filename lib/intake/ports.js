/** For normalized events, and for deliveries that were not understood. */
export const queueNames = ["events", "quarantine"];
