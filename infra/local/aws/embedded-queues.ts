import * as v from "valibot";
import { AwsError } from "./aws-error.ts";
import type { CallSqs } from "./sqs-calls.ts";

const urlSchema = v.object({ QueueUrl: v.string() });
const urlsSchema = v.object({ QueueUrls: v.optional(v.array(v.string()), []) });
const attributesSchema = v.object({
  Attributes: v.object({
    QueueArn: v.string(),
    ApproximateNumberOfMessages: v.pipe(v.string(), v.transform(Number)),
    RedrivePolicy: v.optional(
      v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() })),
    ),
  }),
});

export async function findQueue(queueArn: string, call: CallSqs) {
  try {
    const { QueueUrl } = v.parse(
      urlSchema,
      await call("GetQueueUrl", { QueueName: queueArn.split(":").at(-1) }),
    );
    const queue = await readQueue(QueueUrl, call);
    if (queue.arn === queueArn) return queue;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  throw new AwsError("ResourceNotFoundException", `There is no queue ${queueArn}.`);
}

async function readQueue(url: string, call: CallSqs) {
  const response = await call("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["All"] });
  const { QueueArn, ApproximateNumberOfMessages, RedrivePolicy } = v.parse(
    attributesSchema,
    response,
  ).Attributes;
  return {
    url,
    arn: QueueArn,
    count: ApproximateNumberOfMessages,
    deadLetterArn: RedrivePolicy?.deadLetterTargetArn,
  };
}

/** Where the messages of a dead-letter queue go: to the queue that is named, else to the one that they came from. */
export async function findDestination(deadLetterArn: string, named: string | undefined, call: CallSqs) {
  const { QueueUrls } = v.parse(urlsSchema, await call("ListQueues", {}));
  const queues = await Promise.all(QueueUrls.map((url) => readQueue(url, call)));
  const [origin, ...others] = queues.filter((queue) => queue.deadLetterArn === deadLetterArn);
  if (!origin)
    throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  if (named !== undefined) return findQueue(named, call);
  // AWS knows of every message which queue it came from; the embedded SQS does not.
  if (others.length > 0)
    throw new AwsError("UnsupportedOperation", "Name a destination: several queues have these dead letters.");
  return origin;
}
