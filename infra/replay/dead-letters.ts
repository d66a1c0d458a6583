import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { callQueue } from "./aws-calls.ts";

/** How a move of dead letters is told of, and ended early. */
export interface DeadLetterMove {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Resolves when the move is to be cancelled. */
  readonly stopped: Promise<void>;
  /** Waits before it asks again how far SQS is. */
  readonly pause: () => Promise<void>;
  readonly onProgress: (text: string) => void;
}

export interface DeadLetterMoveEnd {
  readonly isComplete: boolean;
  readonly text: string;
}

/** About how many dead letters there are. */
export async function countDeadLetters({
  client,
  queueUrl,
}: Pick<DeadLetterMove, "client" | "queueUrl">): Promise<number> {
  return Number((await readAttributes(client, queueUrl)).ApproximateNumberOfMessages ?? 0);
}

/**
 * Moves the dead letters back to the queue that they came from, by SQS's own task, and follows it to its end. A task that
 * runs already, since a run before this one ended suddenly, is followed instead.
 */
export async function moveDeadLetters(move: DeadLetterMove): Promise<DeadLetterMoveEnd> {
  const { client, queueUrl } = move;
  const { QueueArn: SourceArn = "" } = await readAttributes(client, queueUrl);
  const running = await readTask(client, SourceArn);
  if (!isActive(running)) {
    const start = new StartMessageMoveTaskCommand({ SourceArn });
    await callQueue((options) => client.send(start, options));
  }
  return describeEnd(await follow(move, SourceArn));
}

async function follow(move: DeadLetterMove, sourceArn: string): Promise<ListMessageMoveTasksResultEntry> {
  let isStopping = false;
  const stopping = move.stopped.then(() => {
    isStopping = true;
  });
  let isCancelled = false;
  for (;;) {
    const task = await readTask(move.client, sourceArn);
    if (!task || !isActive(task)) return task ?? {};
    move.onProgress(describeProgress(task));
    if (isStopping && !isCancelled) {
      await cancel(move.client, task.TaskHandle);
      isCancelled = true;
    } else await (isCancelled ? move.pause() : Promise.race([move.pause(), stopping]));
  }
}

/** A task that has ended in the meantime cannot be cancelled: the next look at it tells. */
async function cancel(client: SQSClient, TaskHandle: string | undefined): Promise<void> {
  const command = new CancelMessageMoveTaskCommand({ TaskHandle });
  await callQueue((options) => client.send(command, options)).catch(() => undefined);
}

async function readAttributes(client: SQSClient, QueueUrl: string) {
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
  });
  return (await callQueue((options) => client.send(command, options))).Attributes ?? {};
}

/** The latest one. */
async function readTask(client: SQSClient, SourceArn: string) {
  const command = new ListMessageMoveTasksCommand({ SourceArn });
  const { Results = [] } = await callQueue((options) => client.send(command, options));
  return Results[0];
}

function isActive(task: ListMessageMoveTasksResultEntry | undefined): boolean {
  return task?.Status === "RUNNING" || task?.Status === "CANCELLING";
}

function describeProgress(task: ListMessageMoveTasksResultEntry): string {
  const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: all } = task;
  return `${moved} of about ${all ?? "?"} moved`;
}

function describeEnd(task: ListMessageMoveTasksResultEntry): DeadLetterMoveEnd {
  const { Status = "UNKNOWN", FailureReason, ApproximateNumberOfMessagesMoved: moved = 0 } = task;
  const isComplete = Status === "COMPLETED";
  const how = isComplete ? "" : `, then ${Status.toLowerCase()}${FailureReason ? ` (${FailureReason})` : ""}`;
  return {
    isComplete,
    text: `${moved} ${moved === 1 ? "dead letter" : "dead letters"} moved back to the queue${how}.`,
  };
}
