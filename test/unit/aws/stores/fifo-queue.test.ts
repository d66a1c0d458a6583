import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { createFifoQueue } from "../../../../lib/aws/stores/fifo-queue.ts";
import type { QueueName } from "../../../../lib/source/queue-name.ts";
import { forThisTest, startWire, success } from "../wire.ts";
import { deferred } from "./deferred.ts";

const { message } = deferred;
const text = (StringValue: string) => ({ DataType: "String", StringValue });
const quarantined = { source: "yoti", type: "quarantined", outcome: undefined };

it.each<readonly [QueueName, typeof message.attributes, object]>([
  [
    "events",
    message.attributes,
    {
      source: text("yoti"),
      type: text("yoti.session.v1"),
      outcome: text("ready"),
      "content-type": text("application/cloudevents+json"),
    },
  ],
  [
    "quarantine",
    quarantined,
    { source: text("yoti"), type: text("quarantined"), "content-type": text("application/json") },
  ],
])("createFifoQueue sends a message of %s in one call", async (name, attributes, MessageAttributes) => {
  // SendMessage: "An MD5 digest of the non-URL-encoded message body string."
  const MD5OfMessageBody = createHash("md5").update(message.body, "utf8").digest("hex");
  const wire = await startWire(() => success({ MessageId: "m-1", MD5OfMessageBody }));
  const queueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo";
  const queue = createFifoQueue(forThisTest(new SQSClient(wire.settings)), queueUrl, name);
  await queue.send({ ...message, attributes }, 10_000);
  const input = {
    QueueUrl: queueUrl,
    MessageBody: '{"é":1.0}',
    MessageGroupId: "yoti.group",
    MessageDeduplicationId: "k-1",
    MessageAttributes,
  };
  expect(wire.calls).toEqual([{ operation: "SendMessage", input }]);
});
