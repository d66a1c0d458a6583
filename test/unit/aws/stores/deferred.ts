import type { OutboxMessage } from "../../../../lib/intake/ports.ts";

export const deferred: OutboxMessage = {
  queue: "events",
  message: {
    body: '{"é":1.0}',
    groupId: "yoti.group",
    deduplicationId: "k-1",
    attributes: { source: "yoti", type: "yoti.session.v1", outcome: "ready" },
  },
  deferredAt: new Date("2026-11-21T09:30:00.999Z"),
  retentionSeconds: 2_592_000,
};
