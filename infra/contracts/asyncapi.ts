import type { JsonObject, JsonValue } from "../../lib/json/json.ts";
import { outcomes } from "../../lib/source/event.ts";
import { queueSettings } from "../resources/queue-settings.ts";
import { newTypesRule } from "./event-contract.ts";
import { objectOf } from "./fields.ts";
import type { PublishedType } from "./published.ts";

const daySeconds = 24 * 60 * 60;
const contentType = "application/cloudevents+json";

/**
 * The queue of events in AsyncAPI 3.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0), with the SQS binding
 * that its schemas know, 0.2.0 (https://www.asyncapi.com/docs/reference/bindings/sqs). The binding has no word for a
 * message's group and deduplication id: they are in the channel's description.
 */
export function describeQueue(types: readonly PublishedType[], version: string): JsonObject {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Notification intake: events",
      version,
      description:
        "What became of the notifications of identity- and document-verification vendors: one event for each, on one queue.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: contentType,
    servers: { sqs: describeServer() },
    channels: { events: describeChannel(types) },
    operations: {
      sendEvents: {
        action: "send",
        title: "Send events",
        summary: "The intake sends every notification that it understood, once.",
        channel: { $ref: "#/channels/events" },
        messages: types.map(({ type }) => ({ $ref: `#/channels/events/messages/${type}` })),
      },
    },
    components: {
      messages: Object.fromEntries(types.map((one) => [one.type, describeMessage(one)])),
      schemas: Object.fromEntries(types.map(({ type, schema }) => [type, schema])),
    },
  };
}

function describeServer(): JsonObject {
  return {
    host: "sqs.{region}.amazonaws.com",
    protocol: "sqs",
    description:
      "Amazon SQS in the account and region of the deployment. Requests are signed (AWS Signature Version 4); who may receive is decided by IAM.",
    variables: { region: { default: "us-east-1", description: "The region of the deployment." } },
  };
}

function describeChannel(types: readonly PublishedType[]): JsonObject {
  return {
    // Known after a deployment alone: its output `QueueUrl`.
    address: null,
    title: "Events",
    description: [
      "The FIFO queue that is the output `QueueUrl` of a deployment.",
      "A message's group is made of its source and subject, so that events of one subject keep their order.",
      "Its deduplication id is the event's `id`: within five minutes the queue absorbs a repeat, and later the `id` tells.",
      `After ${queueSettings.receivesBeforeDeadLetter} receives without success a message goes to the dead-letter queue.`,
      newTypesRule,
    ].join(" "),
    servers: [{ $ref: "#/servers/sqs" }],
    messages: Object.fromEntries(types.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: {
      sqs: {
        bindingVersion: "0.2.0",
        queue: {
          ...describeFifoQueue("events.fifo"),
          redrivePolicy: {
            deadLetterQueue: { name: "dead-letters.fifo" },
            maxReceiveCount: queueSettings.receivesBeforeDeadLetter,
          },
        },
        deadLetterQueue: describeFifoQueue("dead-letters.fifo"),
      },
    },
  };
}

/** The name is one that the binding asks for; CloudFormation makes the real one. */
function describeFifoQueue(name: string): JsonObject {
  return {
    name,
    fifoQueue: true,
    deduplicationScope: "messageGroup",
    fifoThroughputLimit: "perMessageGroupId",
    visibilityTimeout: queueSettings.visibilityTimeoutSeconds,
    messageRetentionPeriod: queueSettings.retentionDays * daySeconds,
  };
}

function describeMessage({ type, source, examples }: PublishedType): JsonObject {
  return {
    name: type,
    title: type,
    contentType,
    correlationId: { location: "$message.payload#/correlationid" },
    headers: describeAttributes(source, type),
    payload: { $ref: `#/components/schemas/${type}` },
    examples: examples.map(({ name, event }) => ({
      name,
      headers: { source, type, outcome: outcomeOf(event), "content-type": contentType },
      payload: event,
    })),
  };
}

function outcomeOf(event: JsonValue): JsonValue {
  return objectOf(objectOf(event).data).outcome ?? null;
}

function describeAttributes(source: string, type: string): JsonObject {
  return {
    type: "object",
    description:
      "Message attributes of the type String, so that a consumer can choose without reading the body.",
    properties: {
      source: { type: "string", const: source, description: "The event's `source`." },
      type: { type: "string", const: type, description: "The event's `type`." },
      outcome: { type: "string", enum: [...outcomes], description: "The event's `data.outcome`." },
      "content-type": {
        type: "string",
        const: contentType,
        description: "The media type of the body: a CloudEvent in structured mode.",
      },
    },
    required: ["source", "type", "outcome", "content-type"],
  };
}
