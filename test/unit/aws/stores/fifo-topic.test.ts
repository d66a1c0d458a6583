import type { ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { createFifoTopic } from "../../../../lib/aws/stores/fifo-topic.ts";
import { startServer } from "../../../support/start-server.ts";
import { settingsFor } from "../sdk/services.ts";
import { deferred } from "./deferred.ts";

const topicArn = "arn:aws:sns:us-east-1:123456789012:events.fifo";
const published = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
  <MessageId>m-1</MessageId></PublishResult></PublishResponse>`;
const refused = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>
  <Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>`;

/** SNS speaks AWS's Query protocol: a form, answered in XML. */
async function setUp(respond: (response: ServerResponse) => void) {
  const forms: Record<string, string>[] = [];
  const url = await startServer(async (request, response) => {
    forms.push(Object.fromEntries(new URLSearchParams(await text(request))));
    respond(response);
  });
  return { forms, topic: createFifoTopic(settingsFor(url)("SNS", 300), topicArn) };
}

// same-as-clients.test.ts has its headers and every error.
it("publishes an event with the group, the id and the attributes that a queue would get", async () => {
  const { forms, topic } = await setUp((response) => response.end(published));
  await topic.send(deferred.message, 10_000);
  const attributes = Object.entries({
    source: "yoti",
    type: "yoti.session.v1",
    outcome: "ready",
    "content-type": "application/cloudevents+json",
  }).flatMap(([name, value], index) => [
    [`MessageAttributes.entry.${index + 1}.Name`, name],
    [`MessageAttributes.entry.${index + 1}.Value.DataType`, "String"],
    [`MessageAttributes.entry.${index + 1}.Value.StringValue`, value],
  ]);
  const form = {
    Action: "Publish",
    Version: "2010-03-31",
    TopicArn: topicArn,
    Message: '{"é":1.0}',
    MessageGroupId: "yoti.group",
    MessageDeduplicationId: "k-1",
  };
  expect(forms).toEqual([{ ...form, ...Object.fromEntries(attributes) }]);
});

it.each<readonly [string, (response: ServerResponse) => unknown]>([
  ["a refusal", (response) => response.writeHead(403).end(refused)],
  ["silence", () => undefined],
])("throws at %s", async (_, respond) => {
  const { topic } = await setUp(respond);
  await expect(topic.send(deferred.message, 500)).rejects.toThrow(Error);
});
