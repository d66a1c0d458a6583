import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";

export interface QueuedMessage {
  readonly body: string;
  readonly groupId: string | undefined;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Takes everything off a queue, in order of arrival. */
export async function drainQueue(endpoint: string, QueueUrl: string): Promise<QueuedMessage[]> {
  const sqs = new SQSClient({ endpoint, region: localRegion, credentials: localCredentials });
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["MessageGroupId"],
  });
  const drained: QueuedMessage[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(receive);
    if (Messages.length === 0) break;
    for (const { Body: body = "", Attributes, MessageAttributes = {} } of Messages) {
      const named = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
      drained.push({ body, groupId: Attributes?.MessageGroupId, attributes: Object.fromEntries(named) });
    }
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  sqs.destroy();
  return drained;
}
