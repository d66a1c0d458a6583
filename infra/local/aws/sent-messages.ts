import type { buildApp } from "fauxqs";
import * as v from "valibot";

/** A message that a queue has taken, as `SendMessage` had it. One that the queue already had is told of again. */
export interface SentMessage {
  readonly queueUrl: string;
  readonly body: string;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** In the words of SQS's API. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface SentMessages {
  /** Returns what ends it. */
  readonly subscribe: (listener: (message: SentMessage) => void) => () => void;
}

const inputSchema = v.pipe(
  v.object({
    QueueUrl: v.string(),
    MessageBody: v.string(),
    MessageGroupId: v.optional(v.string()),
    MessageDeduplicationId: v.optional(v.string()),
    MessageAttributes: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
  v.transform(
    (input): SentMessage => ({
      queueUrl: input.QueueUrl,
      body: input.MessageBody,
      groupId: input.MessageGroupId,
      deduplicationId: input.MessageDeduplicationId,
      attributes: input.MessageAttributes,
    }),
  ),
);

/** Tells of every message that the embedded SQS takes, also if its sender never learns of it. */
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
      return () => void listeners.delete(listener);
    },
  };
}
