import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import * as v from "valibot";
import { AwsError } from "./aws-error.ts";
import { findDestination, findQueue } from "./embedded-queues.ts";
import { type MessageMoveTask, runMoveTask } from "./message-move-task.ts";
import type { CallSqs } from "./sqs-calls.ts";

/** The three operations of SQS that the embedded one lacks. */
export interface MessageMoves {
  readonly serves: (request: IncomingMessage) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const arn = v.pipe(v.string(), v.regex(/^arn:aws:sqs:[^:]+:[^:]+:[^:]+$/));
const startInput = v.strictObject({
  SourceArn: arn,
  DestinationArn: v.optional(arn),
  MaxNumberOfMessagesPerSecond: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500))),
});
const listInput = v.strictObject({
  SourceArn: arn,
  MaxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)), 1),
});
const cancelInput = v.strictObject({ TaskHandle: v.string() });

interface State {
  readonly call: CallSqs;
  /** The latest first. */
  readonly tasks: MessageMoveTask[];
}
type Action = (input: unknown, state: State) => Promise<object>;

/** As https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html and its siblings. */
const actions: Readonly<Record<string, Action>> = {
  async StartMessageMoveTask(input, state) {
    const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = v.parse(startInput, input);
    const source = await findQueue(SourceArn, state.call);
    const destination = await findDestination(SourceArn, DestinationArn, state.call);
    if (state.tasks.some((task) => task.sourceArn === SourceArn && isActive(task)))
      throw new AwsError("InvalidParameterValue", "There is already a task running for this source queue.");
    const task: MessageMoveTask = {
      handle: randomUUID(),
      sourceArn: SourceArn,
      destinationArn: DestinationArn,
      perSecond: MaxNumberOfMessagesPerSecond,
      toMove: source.count,
      startedAtMs: Date.now(),
      status: "RUNNING",
      moved: 0,
      failureReason: undefined,
    };
    state.tasks.unshift(task);
    void runMoveTask(task, { sourceUrl: source.url, destinationUrl: destination.url }, state.call);
    return { TaskHandle: task.handle };
  },
  async ListMessageMoveTasks(input, { call, tasks }) {
    const { SourceArn, MaxResults } = v.parse(listInput, input);
    await findQueue(SourceArn, call);
    const ofSource = tasks.filter(({ sourceArn }) => sourceArn === SourceArn);
    return { Results: ofSource.slice(0, MaxResults).map(describe) };
  },
  async CancelMessageMoveTask(input, { tasks }) {
    const { TaskHandle } = v.parse(cancelInput, input);
    const task = tasks.find(({ handle, status }) => handle === TaskHandle && status === "RUNNING");
    if (!task) throw new AwsError("ResourceNotFoundException", "There is no running task of this handle.");
    task.status = "CANCELLING";
    return { ApproximateNumberOfMessagesMoved: task.moved };
  },
};

export function createMessageMoves(call: CallSqs): MessageMoves {
  const state: State = { call, tasks: [] };
  return {
    serves: (request) => actionOf(request) !== undefined,
    async handle(request, response) {
      try {
        reply(response, 200, (await actionOf(request)?.(await json(request), state)) ?? {});
      } catch (error) {
        const code = error instanceof AwsError ? error.code : "InvalidParameterValue";
        const message = error instanceof Error ? error.message : "";
        reply(response, 400, { __type: `com.amazonaws.sqs#${code}`, message });
      }
    },
  };
}

function actionOf(request: IncomingMessage): Action | undefined {
  const operation = String(request.headers["x-amz-target"] ?? "").replace(/^AmazonSQS\./, "");
  return Object.hasOwn(actions, operation) ? actions[operation] : undefined;
}

function isActive({ status }: MessageMoveTask): boolean {
  return status === "RUNNING" || status === "CANCELLING";
}

function describe(task: MessageMoveTask) {
  return {
    // AWS gives the handle of a running task only.
    TaskHandle: task.status === "RUNNING" ? task.handle : undefined,
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAtMs,
  };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}
