import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { localCredentials } from "../../../infra/endpoints/client-settings.ts";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";

/** Takes everything off a queue, as a consumer does: the bodies, in the order in which they came. */
export async function drain({ aws, region }: Endpoints, QueueUrl: string): Promise<string[]> {
  const sqs = new SQSClient({ endpoint: aws, region, credentials: localCredentials });
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) break;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  sqs.destroy();
  return bodies;
}
