import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Parser } from "@asyncapi/parser";
import { hasSchema, registerSchema, type Validator, validate } from "@hyperjump/json-schema/draft-07";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { queuedSchemas, vendors } from "../../../functions/vendors.ts";
import { objectOf } from "../../../infra/contracts/fields.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { synthesize } from "../../support/synthesized-stack.ts";
import { contractDirectory, memberOf, readContract } from "./contract-files.ts";
import { everyExample, playExample } from "./played.ts";

const dialect = "http://json-schema.org/draft-07/schema#";
const exampleSchema = v.array(
  v.object({
    headers: v.record(v.string(), v.string()),
    payload: v.custom<Json>((value) => value !== undefined),
  }),
);
const text = readFileSync(join(contractDirectory, "asyncapi.json"), "utf8");
const document = readContract("asyncapi.json");
type Json = Parameters<Validator>[0];
const types = queuedSchemas.map(({ entries }) => entries.type.literal);

describe("the queue's contract", () => {
  it("is AsyncAPI 3.0 by the own parser of the specification", async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(text);
    expect(parsed?.version()).toBe("3.0.0");
    // The parser would like 3.1; everything else that it has to say would be a fault.
    expect(diagnostics.filter(({ code }) => code !== "asyncapi-latest-version")).toEqual([]);
    expect(parsed?.messages().length).toBe(types.length);
    expect(
      parsed
        ?.operations()
        .all()
        .map((operation) => [operation.action(), operation.messages().length]),
    ).toEqual([["send", types.length]]);
  });

  it.each([
    [
      "a binding that SQS does not have",
      (queue: JsonObject) => ({ ...queue, fifoThroughputLimit: "perGroup" }),
    ],
    ["a queue that has no name", ({ name: _, ...queue }: JsonObject) => queue],
  ])("would not be with %s", async (_, change) => {
    const broken = JSON.parse(text);
    const { sqs } = broken.channels.events.bindings;
    sqs.queue = change(sqs.queue);
    const { diagnostics } = await new Parser().parse(JSON.stringify(broken));
    expect(diagnostics.some(({ severity }) => severity === 0)).toBe(true);
  });

  it("would not be with an operation on a message that the channel does not have", async () => {
    const broken = JSON.parse(text);
    broken.operations.sendEvents.messages = [{ $ref: "#/components/messages/other" }];
    const { diagnostics } = await new Parser().parse(JSON.stringify(broken));
    expect(diagnostics.some(({ severity }) => severity === 0)).toBe(true);
  });

  it.each(types)("has the schema of %s as its own file has it", (type) => {
    const { $schema, ...schema } = readContract(`${type}.schema.json`);
    expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(memberOf(document, ["components", "schemas", type])).toEqual(schema);
  });

  it.each(types)("says the same of %s in draft 7, which is AsyncAPI's, as in draft 2020-12", (type) => {
    // https://json-schema.org/draft/2020-12/release-notes: none of these changed its meaning since draft 7.
    const unchanged = [
      ...["title", "description", "type", "const", "enum", "format", "pattern", "minLength"],
      ...["properties", "required", "additionalProperties", "items", "anyOf"],
    ];
    const used = keywordsOf(memberOf(document, ["components", "schemas", type]));
    expect(used.filter((keyword) => !unchanged.includes(keyword))).toEqual([]);
  });

  // docs/contracts/README.md, "Versions".
  it("says of an unknown type what the schema of any event says: it fails and waits", () => {
    const rule = "A consumer fails on an event of a type that it does not know and does not delete it";
    expect(memberOf(document, ["channels", "events"]).description).toContain(rule);
    expect(readContract("event.schema.json").description).toContain(rule);
    expect(readFileSync(join(contractDirectory, "README.md"), "utf8")).toContain(
      "**An unknown type fails and waits.**",
    );
  });

  it("has the queues as they are deployed", () => {
    const { queue, deadLetterQueue } = memberOf(document, ["channels", "events", "bindings", "sqs"]);
    const deployed = Object.values(synthesize().findResources("AWS::SQS::Queue"));
    const events = deployed.find(({ Properties }) => Properties.RedrivePolicy !== undefined)?.Properties;
    expect(queue).toMatchObject({
      fifoQueue: events.FifoQueue,
      deduplicationScope: events.DeduplicationScope,
      fifoThroughputLimit: events.FifoThroughputLimit,
      visibilityTimeout: events.VisibilityTimeout,
      messageRetentionPeriod: events.MessageRetentionPeriod,
      redrivePolicy: { maxReceiveCount: events.RedrivePolicy.maxReceiveCount },
    });
    const retentions = deployed.map(({ Properties }) => Properties.MessageRetentionPeriod);
    expect(new Set(retentions)).toEqual(new Set([objectOf(deadLetterQueue).messageRetentionPeriod]));
  }, 60_000);
});

describe.each(types)("the examples of %s", (type) => {
  const { headers, payload, examples } = memberOf(document, ["components", "messages", type]);

  // The parser does not look at the examples of version 3.
  it("are valid by the schemas that stand beside them, read as AsyncAPI reads them, in draft 7", async () => {
    expect(payload).toEqual({ $ref: `#/components/schemas/${type}` });
    const schema = memberOf(document, ["components", "schemas", type]);
    const isEvent = await compile(schema, `https://contracts.example/${type}/payload`);
    const areAttributes = await compile(objectOf(headers), `https://contracts.example/${type}/headers`);
    const shown = v.parse(exampleSchema, JSON.parse(JSON.stringify(examples)));
    expect(shown.filter((one) => !isEvent(one.payload).valid || !areAttributes(one.headers).valid)).toEqual(
      [],
    );
    expect(shown.length).toBeGreaterThan(0);
    const [{ headers: published = {} } = {}] = shown;
    const { source: _, ...withoutSource } = published;
    expect(areAttributes({ ...published, source: "someone" }).valid).toBe(false);
    expect(areAttributes(withoutSource).valid).toBe(false);
    expect(areAttributes({ ...published, outcome: "perhaps" }).valid).toBe(false);
  });
});

async function compile(schema: JsonObject, uri: string): Promise<Validator> {
  if (!hasSchema(uri)) registerSchema(JSON.parse(JSON.stringify(schema)), uri, dialect);
  return validate(uri);
}

describe.each(everyExample)("the message of $id/$example", ({ source, example }) => {
  it("has the attributes that are published", async () => {
    const { message } = await playExample(source, example);
    const { properties } = memberOf(document, ["components", "messages", source.eventType, "headers"]);
    const sent = { ...message.attributes, "content-type": "application/cloudevents+json" };
    expect(Object.keys(objectOf(properties))).toEqual(Object.keys(sent));
    const event = JSON.parse(message.body);
    expect(message.attributes).toEqual({
      source: event.source,
      type: event.type,
      outcome: event.data.outcome,
    });
  });

  it("is an example in the contract, but for what differs each time", async () => {
    const { message } = await playExample(source, example);
    const { examples } = memberOf(document, ["components", "messages", source.eventType]);
    const { data } = JSON.parse(message.body);
    expect(examples).toContainEqual(
      expect.objectContaining({
        name: example,
        headers: { ...message.attributes, "content-type": "application/cloudevents+json" },
        payload: expect.objectContaining({
          subject: JSON.parse(message.body).subject,
          data: expect.objectContaining({ outcome: data.outcome, notification: data.notification }),
        }),
      }),
    );
  });
});

it("every source's type is on the queue", () => {
  expect(types).toEqual(expect.arrayContaining(vendors.map(({ eventType }) => eventType)));
});

function keywordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keywordsOf);
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => [
    keyword,
    ...(keyword === "properties" ? Object.values(value).flatMap(keywordsOf) : []),
    ...(["items", "anyOf", "additionalProperties"].includes(keyword) ? keywordsOf(value) : []),
  ]);
}
