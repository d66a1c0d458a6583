import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";

/** Takes everything off a queue: the bodies, in order. */
export async function drainQueue(endpoint: string, QueueUrl: string): Promise<string[]> {
  const sqs = new SQSClient({ endpoint, region: localRegion, credentials: localCredentials });
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) break;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  sqs.destroy();
  return bodies;
}
