import type * as v from "valibot";
import { describe, expect, it } from "vitest";
import { breakingChanges } from "../../../infra/contracts/compatibility.ts";
import { describeEvent } from "../../../infra/contracts/contract-files.ts";
import { readExample } from "../../../infra/simulators/simulators.ts";
import { createConsumer, dispatch, type Handlers } from "../../../lib/consumer/consumer.ts";
import type { EventSchemas } from "../../../lib/consumer/read-event.ts";
import { eventSchemaOf } from "../../../lib/source/event-schema.ts";
import { fields, from } from "../../../lib/source/fields.ts";
import { identifier } from "../../../lib/source/kinds.ts";
import { messageOf } from "../../support/queue-events.ts";
import { compileSchema } from "./contract-files.ts";

/** docs/contracts/README.md: the old type stays in the list. */
const former = {
  id: "acme",
  eventType: "acme.case.v1",
  fields: fields({ verdict: from("verdict", identifier, "What came of it.") }),
} as const;
const latter = {
  id: "acme",
  eventType: "acme.case.v2",
  fields: fields({ since: from("since", identifier, "Since when.") }),
} as const;
const queuedSchemas = [eventSchemaOf(latter), eventSchemaOf(former)];
type CaseEvent = v.InferOutput<(typeof queuedSchemas)[number]>;
const published = queuedSchemas.map((schema) => describeEvent(schema.entries.type.literal, schema));

/** A real event, but for its source and its notification. */
async function eventWith(type: CaseEvent["type"], notification: object) {
  const { body } = await messageOf("thales", readExample("thales", "custom-accepted"));
  const event = JSON.parse(body);
  return { ...event, source: "acme", type, data: { ...event.data, notification } };
}
const waiting = await eventWith("acme.case.v1", { verdict: "anything" });
const current = await eventWith("acme.case.v2", { since: "2026" });

describe("two versions of a type, side by side", () => {
  it("are told apart by their type", async () => {
    const isEvent = await Promise.all(published.map((schema) => compileSchema(schema, String(schema.title))));
    expect(isEvent.map((isOne) => isOne(current).valid)).toEqual([true, false]);
    expect(isEvent.map((isOne) => isOne(waiting).valid)).toEqual([false, true]);
  });

  it("are both read by a consumer, whose handlers are by type", async () => {
    const handled: string[] = [];
    const handlers: Handlers<{ [Type in CaseEvent["type"]]: Extract<CaseEvent, { type: Type }> }> = {
      "acme.case.v1": ({ data }) => handled.push(`before: ${data.notification.verdict}`),
      "acme.case.v2": ({ data }) => handled.push(`since ${data.notification.since}`),
    };
    const schemas: EventSchemas<CaseEvent> = new Map(
      queuedSchemas.map((schema) => [schema.entries.type.literal, schema]),
    );
    const handle = dispatch(schemas.keys(), handlers);
    const consume = createConsumer<CaseEvent>({ schemas, handle, seen: undefined, onError: () => undefined });
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
