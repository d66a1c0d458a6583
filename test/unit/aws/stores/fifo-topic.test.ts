import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished, vi } from "vitest";
import { close, listen } from "../../../../infra/local/listen.ts";
import { createConnections } from "../../../../lib/aws/sdk/connections.ts";
import { createServiceSettings } from "../../../../lib/aws/sdk/service-settings.ts";
import { createFifoTopic } from "../../../../lib/aws/stores/fifo-topic.ts";
import type { Variables } from "../../../../lib/wiring/environment.ts";
import { deferred } from "./deferred.ts";

const topicArn = "arn:aws:sns:us-east-1:123456789012:events.fifo";
const published = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
  <MessageId>m-1</MessageId></PublishResult></PublishResponse>`;
const refused = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>
  <Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>`;

/** SNS speaks AWS's Query protocol: a form, answered in XML. */
async function setUp(respond: (response: ServerResponse) => void, more: Variables = {}) {
  const forms: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    forms.push(Object.fromEntries(new URLSearchParams(await text(request))));
    respond(response);
  });
  onTestFinished(() => close(server));
  const AWS_ENDPOINT_URL = `http://127.0.0.1:${await listen(server, 0, "SNS")}`;
  const variables = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const given = { ...variables, ...more, AWS_ENDPOINT_URL };
  const settings = createServiceSettings(given, createConnections());
  return { forms, topic: createFifoTopic(settings("SNS", 300), topicArn) };
}

it("publishes an event with the group, the id and the attributes that a queue would get", async () => {
  const { forms, topic } = await setUp((response) => response.end(published));
  await topic.send(deferred.message, 10_000);
  const attributes = ["source", "type", "outcome", "content-type"].map((name, index) => {
    const path = `MessageAttributes.entry.${index + 1}`;
    const value = { source: "yoti", type: "yoti.session.v1", outcome: "ready" }[name];
    return {
      [`${path}.Name`]: name,
      [`${path}.Value.DataType`]: "String",
      [`${path}.Value.StringValue`]: value ?? "application/cloudevents+json",
    };
  });
  expect(forms).toEqual([
    Object.assign(
      {
        Action: "Publish",
        Version: "2010-03-31",
        TopicArn: topicArn,
        Message: '{"é":1.0}',
        MessageGroupId: "yoti.group",
        MessageDeduplicationId: "k-1",
      },
      ...attributes,
    ),
  ]);
});

it("hands its function's trace on in the header that SNS passes to the queues", async () => {
  const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  const respond = vi.fn((response: ServerResponse) => response.end(published));
  const variables = { AWS_LAMBDA_FUNCTION_NAME: "sample", _X_AMZN_TRACE_ID: trace };
  const { topic } = await setUp(respond, variables);
  await topic.send(deferred.message, 10_000);
  expect(respond.mock.lastCall?.[0].req.headers["x-amzn-trace-id"]).toBe(trace);
});

it.each<readonly [string, (response: ServerResponse) => unknown]>([
  ["a refusal", (response) => response.writeHead(403).end(refused)],
  ["an error of the service", (response) => response.writeHead(500).end("")],
  ["silence", () => undefined],
])("throws at %s", async (_, respond) => {
  const { topic } = await setUp(respond);
  await expect(topic.send(deferred.message, 500)).rejects.toThrow(Error);
});
