import { poll } from "notification-intake/poller";

/** The same as `consumer.ts`, for a container or a server: `node poller.ts`, with the queue's URL in `QUEUE_URL`. */
const poller = poll({
  queueUrl: process.env.QUEUE_URL ?? "",
  handlers: ({ id, subject, data }) => {
    process.stdout.write(`${JSON.stringify({ id, subject, outcome: data.outcome })}\n`);
  },
});
process.once("SIGTERM", () => poller.stop());
