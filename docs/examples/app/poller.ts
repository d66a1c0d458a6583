import { poll } from "notification-intake/poller";

const { QUEUE_URL: queueUrl } = process.env;
if (!queueUrl) throw new Error("set QUEUE_URL to the output QueueUrl of the intake's stack");

/** The same consumer for a container or server. */
const poller = poll({
  queueUrl,
  handlers({ id, type, data }) {
    process.stdout.write(`${JSON.stringify({ id, type, outcome: data.outcome })}\n`);
  },
});
process.once("SIGTERM", () => poller.stop());
