import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { AwsError } from "./aws-error.ts";
import type { CallSqs } from "./sqs-calls.ts";

/** One move of messages, as `ListMessageMoveTasks` tells of it. */
export interface MessageMoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly perSecond: number | undefined;
  readonly toMove: number;
  readonly startedAtMs: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  moved: number;
  failureReason: string | undefined;
}

/** The two queues between which a task moves messages. */
export interface MovePath {
  readonly sourceUrl: string;
  readonly destinationUrl: string;
}

const received = v.object({
  Messages: v.optional(
    v.array(
      v.object({
        MessageId: v.string(),
        ReceiptHandle: v.string(),
        Body: v.string(),
        Attributes: v.optional(v.object({ MessageGroupId: v.optional(v.string()) }), {}),
        MessageAttributes: v.optional(v.record(v.string(), v.unknown())),
      }),
    ),
    [],
  ),
});
type Message = v.InferOutput<typeof received>["Messages"][number];

/** Long enough for one message; one whose move failed is there again while its copy is still absorbed. */
const hiddenSeconds = 30;

/** Moves message after message until there is none, or the task is cancelled. Never rejects. */
export async function runMoveTask(task: MessageMoveTask, path: MovePath, call: CallSqs): Promise<void> {
  try {
    while (task.status === "RUNNING") {
      const message = await receiveOne(path.sourceUrl, call);
      if (!message) {
        task.status = "COMPLETED";
        return;
      }
      await moveOne(message, path, call);
      task.moved += 1;
      if (task.perSecond !== undefined) await sleep(1000 / task.perSecond, undefined, { ref: false });
    }
    task.status = "CANCELLED";
  } catch (error) {
    task.status = "FAILED";
    task.failureReason = error instanceof AwsError ? error.code : "InternalError";
  }
}

async function receiveOne(QueueUrl: string, call: CallSqs): Promise<Message | undefined> {
  const response = await call("ReceiveMessage", {
    QueueUrl,
    MaxNumberOfMessages: 1,
    VisibilityTimeout: hiddenSeconds,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["MessageGroupId"],
  });
  return v.parse(received, response).Messages[0];
}

/**
 * Sends, then removes, so that nothing is lost between the two. In a FIFO queue the message's id is its deduplication id:
 * the one of its first send could still be absorbed, while a second attempt to move the same dead letter should be.
 * SQS does so on the way into a dead-letter queue; what it does on the way back is not documented.
 */
async function moveOne(
  message: Message,
  { sourceUrl, destinationUrl }: MovePath,
  call: CallSqs,
): Promise<void> {
  const { MessageGroupId } = message.Attributes;
  await call("SendMessage", {
    QueueUrl: destinationUrl,
    MessageBody: message.Body,
    MessageAttributes: message.MessageAttributes,
    ...(MessageGroupId ? { MessageGroupId, MessageDeduplicationId: message.MessageId } : {}),
  });
  await call("DeleteMessage", { QueueUrl: sourceUrl, ReceiptHandle: message.ReceiptHandle });
}
