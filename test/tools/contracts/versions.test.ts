import { hasSchema, registerSchema, type Validator, validate } from "@hyperjump/json-schema/draft-2020-12";
import type * as v from "valibot";
import { describe, expect, it } from "vitest";
import { breakingChanges } from "../../../infra/contracts/compatibility.ts";
import { describeEvent } from "../../../infra/contracts/contract-files.ts";
import { createConsumer, dispatch, type Handlers } from "../../../lib/consumer/consumer.ts";
import type { EventSchemas } from "../../../lib/consumer/read-event.ts";
import { vouchFor } from "../../../lib/delivery/delivery.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { fields, from } from "../../../lib/source/fields.ts";
import { interpret } from "../../../lib/source/interpret.ts";
import { identifier } from "../../../lib/source/kinds.ts";
import { aDelivery } from "../../support/deliveries.ts";

/** docs/contracts/README.md: the old type stays in the list. */
const caseId = from("caseId", identifier, "The case.");
const former = {
  id: "acme",
  eventType: "acme.case.v1",
  fields: fields({ caseId, verdict: from("verdict", identifier, "What came of it.") }),
} as const;
const table = fields({ caseId, since: from("since", identifier, "Since when.") });
const acme = { id: "acme", eventType: "acme.case.v2", fields: table } as const;

const { message } = interpret(
  {
    ...acme,
    payload: table.payload,
    proves: "caller",
    identity: (read) => [read.caseId],
    subject: (read) => read.caseId,
    normalize: () => ({ outcome: "passed", reason: null, references: {}, flags: [] }),
    retentionSeconds: 60,
  },
  vouchFor(aDelivery({ body: '{"caseId":"case-1","since":"2026"}' }), {}),
);
const current = JSON.parse(message);
const waiting = {
  ...current,
  type: "acme.case.v1",
  data: { ...current.data, notification: { caseId: "case-1", verdict: "anything" } },
};
const queuedSchemas = [eventSchemaOf(acme), eventSchemaOf(former)];
type AcmeEvent = v.InferOutput<(typeof queuedSchemas)[number]>;
const published = queuedSchemas.map((schema) => describeEvent(schema.entries.type.literal, schema));

async function compile(schema: JsonObject): Promise<Validator> {
  const uri = `https://contracts.example/versions/${schema.title}`;
  if (!hasSchema(uri)) registerSchema(JSON.parse(JSON.stringify(schema)), uri);
  return validate(uri);
}

describe("two versions of a type, side by side", () => {
  it("are told apart by their type", async () => {
    const isEvent = await Promise.all(published.map(compile));
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
      queuedSchemas.map((schema) => [schema.entries.type.literal, schema]),
    );
    const handle = dispatch(schemas.keys(), handlers);
    const consume = createConsumer<AcmeEvent>({ schemas, handle, seen: undefined, onError: () => undefined });
    for (const event of [waiting, current]) await consume({ messageId: "1", body: JSON.stringify(event) });
    expect(handled).toEqual(["before: anything", "since 2026"]);
  });

  it("could not be one: the second breaks the consumers of the first", () => {
    const [after = {}, before = {}] = published;
    const changes = breakingChanges(before, after);
    expect(changes).toContain("type has another `const`");
    expect(changes).toContain("data.notification.verdict is gone");
  });
});
