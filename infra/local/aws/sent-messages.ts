import type { buildApp } from "fauxqs";
import * as v from "valibot";

const requestSchema = v.object({
  QueueUrl: v.string(),
  MessageBody: v.string(),
  MessageDeduplicationId: v.optional(v.string()),
});

/** A successful `SendMessage` or `Publish`, absorbed repeats included. */
export interface SentMessage {
  /** The queues that have it. A topic's message may have several, or none. */
  readonly queueUrls: readonly string[];
  readonly body: string;
  readonly deduplicationId: string | undefined;
}
type Listener = (message: SentMessage) => void;

/** Reports every accepted message, even if its sender gets no answer. */
export function watchSentMessages(sqs: ReturnType<typeof buildApp>) {
  const listeners = new Set<Listener>();
  const report = (message: SentMessage) => {
    for (const listener of listeners) listener(message);
  };
  sqs.addHook("onSend", async ({ headers, body }, { statusCode }, payload) => {
    if (headers["x-amz-target"] === "AmazonSQS.SendMessage" && statusCode === 200) {
      const { success, output } = v.safeParse(requestSchema, body);
      if (success)
        report({
          queueUrls: [output.QueueUrl],
          body: output.MessageBody,
          deduplicationId: output.MessageDeduplicationId,
        });
    }
    return payload;
  });
  return {
    /** `Publish` is served by `publishAsSns`, which alone knows the queues. */
    report,
    subscribe(listener: Listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
