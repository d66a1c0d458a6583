import { SQSClient } from "@aws-sdk/client-sqs";
import { createMessageQueue } from "../aws-api/message-queue.ts";
import type { ClientSettings } from "../endpoints/client-settings.ts";
import type { Finding } from "./finding.ts";

/** By the ends of the stack's outputs. */
const advice = [
  [/QuarantineQueueUrl$/, "read them, then npm run replay (section 4 of docs/operating.md)"],
  [/DeadLetterQueueUrl$/, "mend the consumer, then move them back (section 4 of docs/operating.md)"],
  [/UndeliveredQueueUrl$/, "mend the queue's policy or key, then move them (section 4 of docs/operating.md)"],
] as const;

/** Their ages are the alarms' matter. */
export async function checkQueues(
  settings: ClientSettings,
  outputs: Readonly<Record<string, string>>,
): Promise<Finding[]> {
  const client = new SQSClient(settings);
  const queues = Object.entries(outputs).filter(([name]) => name.endsWith("QueueUrl"));
  const findings = queues.map(async ([subject, QueueUrl]) => {
    const { visible, hidden } = await createMessageQueue(client, QueueUrl).count();
    const next = advice.find(([end]) => end.test(subject))?.[1];
    const text = `${visible} messages, and ${hidden} that somebody reads`;
    return { subject, text, next: visible + hidden > 0 ? next : undefined };
  });
  return Promise.all(findings);
}
