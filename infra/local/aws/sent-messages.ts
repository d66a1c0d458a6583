import type { buildApp } from "fauxqs";
import * as v from "valibot";

/** A successful `SendMessage`, absorbed repeats included. */
export interface SentMessage {
  readonly queueUrl: string;
  readonly body: string;
  readonly deduplicationId: string | undefined;
}

export interface SentMessages {
  /** Returns a function that ends the subscription. */
  readonly subscribe: (listener: (message: SentMessage) => void) => () => void;
}

const inputSchema = v.pipe(
  v.object({
    QueueUrl: v.string(),
    MessageBody: v.string(),
    MessageDeduplicationId: v.optional(v.string()),
  }),
  v.transform((input): SentMessage => ({
    queueUrl: input.QueueUrl,
    body: input.MessageBody,
    deduplicationId: input.MessageDeduplicationId,
  })),
);

/** Reports every accepted message, even if its sender gets no answer. */
export function watchSentMessages(sqs: ReturnType<typeof buildApp>): SentMessages {
  const listeners = new Set<(message: SentMessage) => void>();
  sqs.addHook("onSend", async ({ headers, body }, { statusCode }, payload) => {
    if (headers["x-amz-target"] === "AmazonSQS.SendMessage" && statusCode === 200) {
      const { success, output } = v.safeParse(inputSchema, body);
      if (success) for (const listener of listeners) listener(output);
    }
    return payload;
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
