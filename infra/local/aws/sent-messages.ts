import type { buildApp } from "fauxqs";
import * as v from "valibot";

const messageSchema = v.object({
  QueueUrl: v.string(),
  MessageBody: v.string(),
  MessageDeduplicationId: v.optional(v.string()),
});

/** A successful `SendMessage`, absorbed repeats included. */
export type SentMessage = v.InferOutput<typeof messageSchema>;
type Listener = (message: SentMessage) => void;

/** Reports every accepted message, even if its sender gets no answer. */
export function watchSentMessages(sqs: ReturnType<typeof buildApp>) {
  const listeners = new Set<Listener>();
  sqs.addHook("onSend", async ({ headers, body }, { statusCode }, payload) => {
    if (headers["x-amz-target"] === "AmazonSQS.SendMessage" && statusCode === 200) {
      const { success, output } = v.safeParse(messageSchema, body);
      if (success) for (const listener of listeners) listener(output);
    }
    return payload;
  });
  return {
    subscribe(listener: Listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
