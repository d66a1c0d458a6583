import { Parser } from "@asyncapi/parser";
import { hasSchema, registerSchema, type Validator, validate } from "@hyperjump/json-schema/draft-2020-12";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { describeQueue } from "../../../infra/contracts/asyncapi.ts";
import { breakingChanges } from "../../../infra/contracts/compatibility.ts";
import { asSchemaFile } from "../../../infra/contracts/event-contract.ts";
import { describeTypes } from "../../../infra/contracts/published.ts";
import { sharedSecretHeader } from "../../../lib/authentication/schemes/shared-secret-header.ts";
import { createConsumer, dispatch, type Handlers } from "../../../lib/consumer/consumer.ts";
import type { EventSchemas } from "../../../lib/consumer/read-event.ts";
import { type JsonObject, parseJson } from "../../../lib/json/json.ts";
import type { VendorContract } from "../../../lib/source/contract.ts";
import { defineVendor } from "../../../lib/source/define-vendor.ts";
import { eventSchema } from "../../../lib/source/event.ts";
import { identifier } from "../../../lib/source/fields.ts";
import { restoreDelivery } from "../../../lib/source/quarantine.ts";

/** The steps of docs/contracts/README.md: the old type stays as a schema, the source sends the new one. */
const former = eventSchema("acme", "acme.case.v1", v.object({ caseId: v.string(), verdict: v.string() }));
const notification = v.object({ caseId: v.string(), since: v.string() });

const acme = defineVendor({
  id: "acme",
  documentation: { url: "https://acme.example/webhooks", read: "2026-11-21" },
  routes: ["/acme"],
  credentials: v.string(),
  authentication: { key: sharedSecretHeader<string>({ header: "x-acme-key", secret: (key) => key }) },
  defaultAuthentication: { key: {} },
  proves: "caller",
  payload: v.object({ body: v.object({ caseId: identifier }) }),
  identity: ({ body }) => [body.caseId],
  subject: ({ body }) => body.caseId,
  eventType: "acme.case.v2",
  notification,
  normalize: ({ body }) => ({
    outcome: "passed",
    reason: null,
    references: { document: body.caseId },
    flags: [],
    notification: { caseId: body.caseId, since: "2026" },
  }),
  acknowledgement: () => ({ status: 202, headers: {}, body: "" }),
  retentionSeconds: 60,
});

const eventSchemas = [acme.eventSchema, former];
type AcmeEvent = v.InferOutput<(typeof eventSchemas)[number]>;

const contract: VendorContract<AcmeEvent> = {
  fields: {
    "acme.case.v1": { caseId: "The case.", verdict: "What came of it." },
    "acme.case.v2": { caseId: "The case.", since: "Since when." },
  },
};

const body = { caseId: "case-1" };
const interpretation = acme.interpret(
  restoreDelivery({
    id: "1",
    issues: [],
    source: "acme",
    recordedtime: "2026-11-21T09:30:00.000Z",
    correlationid: "1",
    delivery: {
      id: "1",
      pathParameters: {},
      body: Buffer.from(JSON.stringify(body)).toString("base64"),
      proven: {},
    },
  }),
);
const current = JSON.parse(interpretation.message);
const waiting = {
  ...current,
  type: "acme.case.v1",
  data: { ...current.data, notification: { caseId: "case-1", verdict: "anything" } },
};
const reading = parseJson(Buffer.from(interpretation.message));
const example = {
  name: "fine",
  body,
  pathParameters: {},
  event: reading.ok ? reading.value : null,
  response: { status: 202, headers: {}, body: "" },
};
const types = describeTypes(eventSchemas, [{ source: acme, contract, examples: [example] }]);

async function compile({ type, schema }: { type: string; schema: JsonObject }): Promise<Validator> {
  const uri = `https://contracts.example/versions/${type}`;
  if (!hasSchema(uri)) registerSchema(JSON.parse(JSON.stringify(asSchemaFile(schema))), uri);
  return validate(uri);
}

describe("two versions of a type, side by side", () => {
  it("are both published, each with its own fields, and only what is sent has examples", () => {
    expect(types.map(({ type, examples }) => [type, examples.length])).toEqual([
      ["acme.case.v2", 1],
      ["acme.case.v1", 0],
    ]);
  });

  it("are told apart by their type", async () => {
    const isEvent = await Promise.all(types.map(compile));
    expect(isEvent.map((isOne) => isOne(current).valid)).toEqual([true, false]);
    expect(isEvent.map((isOne) => isOne(waiting).valid)).toEqual([false, true]);
  });

  it("are both read by a consumer, whose handlers are by type", async () => {
    const handled: string[] = [];
    const handlers: Handlers<{ [Type in AcmeEvent["type"]]: Extract<AcmeEvent, { type: Type }> }> = {
      "acme.case.v1": ({ data }) => handled.push(`before: ${data.notification.verdict}`),
      "acme.case.v2": ({ data }) => handled.push(`since ${data.notification.since}`),
    };
    const schemas: EventSchemas<AcmeEvent> = new Map(
      eventSchemas.map((one) => [one.entries.type.literal, one]),
    );
    const handle = dispatch(schemas.keys(), handlers);
    const consume = createConsumer<AcmeEvent>({ schemas, handle, seen: undefined, onError: () => undefined });
    for (const event of [waiting, current]) await consume({ messageId: "1", body: JSON.stringify(event) });
    expect(handled).toEqual(["before: anything", "since 2026"]);
  });

  it("are both on the queue by AsyncAPI", async () => {
    const { diagnostics, document } = await new Parser().parse(JSON.stringify(describeQueue(types, "1.0.0")));
    expect(diagnostics.filter(({ severity }) => severity < 2)).toEqual([]);
    expect(document?.messages().length).toBe(2);
  });

  it("could not be one: the second breaks the consumers of the first", () => {
    const [after, before] = types;
    const changes = breakingChanges(before?.schema ?? {}, after?.schema ?? {});
    expect(changes).toContain("type has another `const`");
    expect(changes).toContain("data.notification.verdict is gone");
  });
});
