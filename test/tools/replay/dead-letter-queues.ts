import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { localCredentials } from "../../../infra/endpoints/client-settings.ts";
import { startAwsEndpoint } from "../../../infra/local/aws/aws-endpoint.ts";
import { forThisTest } from "../../unit/aws/wire.ts";

/** A FIFO queue that gives up on a message after one receive, and its dead letters, in the local AWS. */
export async function createDeadLetterQueues() {
  const aws = await startAwsEndpoint(0);
  onTestFinished(aws.stop);
  const settings = { endpoint: aws.url, region: "us-east-1", credentials: localCredentials, maxAttempts: 1 };
  const client = forThisTest(new SQSClient(settings));
  const create = async (QueueName: string, attributes: Readonly<Record<string, string>> = {}) => {
    const Attributes = { FifoQueue: "true", ...attributes };
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const deadLetterUrl = await create("dead.fifo");
  const arnOf = async (QueueUrl: string) => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] });
    return (await client.send(command)).Attributes?.QueueArn ?? "";
  };
  const deadLetterArn = await arnOf(deadLetterUrl);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: 1 });
  const queueUrl = await create("events.fifo", { RedrivePolicy });

  const receive = async (QueueUrl: string, VisibilityTimeout: number) => {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      VisibilityTimeout,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["MessageGroupId", "ApproximateReceiveCount"],
    });
    return (await client.send(command)).Messages ?? [];
  };
  return {
    client,
    queueUrl,
    queueArn: await arnOf(queueUrl),
    deadLetterUrl,
    deadLetterArn,
    create,
    async send(body: string, group = body) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: `key of ${body}`,
        MessageAttributes: { source: { DataType: "String", StringValue: "sample" } },
      });
      await client.send(command);
    },
    /** Receives everything, and what was received before becomes a dead letter. */
    async giveUp() {
      while ((await receive(queueUrl, 0)).length > 0);
    },
    async drain(url: string): Promise<Message[]> {
      const drained: Message[] = [];
      for (let page = await receive(url, 30); page.length > 0; page = await receive(url, 30)) {
        drained.push(...page);
        for (const { ReceiptHandle } of page)
          await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
      return drained;
    },
  };
}
