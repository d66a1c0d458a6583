import * as v from "valibot";
import { isJsonObject, type JsonObject } from "../../../lib/json/json.ts";
import type { FunctionLogs } from "./function-logs.ts";
import { identityOf, subjectsOf } from "./identities.ts";
import { stageSources } from "./played-stage.ts";
import type { Response } from "./response.ts";

/** `repeatable`: two distinct ones can be identical, so every delivery counts. `not_understood`: authentic, without an identity. `forged`: credentials of the vendor's other source, or invented ones. `altered`: another's signature over other content. */
export type Kind = "understood" | "repeatable" | "not_understood" | "forged" | "altered";

/** One notification and its responses. */
export interface Sent {
  readonly source: string;
  readonly kind: Kind;
  /** The vendor's ids, which identify it on a queue. */
  readonly identity: string;
  /** The vendor repeats it at the end, so its order is unknown. */
  readonly again: boolean;
  /** One for each attempt, in order of arrival. */
  readonly responses: Response[];
  /** False while the vendor waits or would retry. */
  isDone: boolean;
}

/** A run's remains as message bodies or keys. */
export interface Remains {
  /** Of a consumer that takes all, in its order. */
  readonly events: readonly string[];
  /** Every consumer's events, by its id. */
  readonly consumers: Readonly<Record<string, readonly string[]>>;
  readonly quarantined: readonly string[];
  readonly deadLetters: readonly string[];
  readonly outboxLeft: readonly string[];
}

export interface Facts extends Remains {
  /** By subject, in the order of sending. */
  readonly subjects: readonly (readonly Sent[])[];
  readonly logs: Pick<FunctionLogs, "accepted" | "deferred" | "tableFaults" | "unusableSecrets">;
}

/** A queue's message and the notification that it claims. */
export interface Arrival {
  readonly id: string;
  readonly source: string;
  readonly identity: string;
  /** Its place among all messages of its queue. */
  readonly position: number;
}

/** Pairs sent with found by the vendors' ids. */
export interface Account extends Facts {
  readonly sent: readonly Sent[];
  readonly arrivals: readonly Arrival[];
  readonly arrivalsOf: (identity: string) => readonly Arrival[];
  readonly kept: readonly Arrival[];
  readonly keptOf: (identity: string) => readonly Arrival[];
  /** Messages with the wrong content. */
  readonly unreadable: readonly string[];
}

const source = v.picklist(stageSources.map(({ id }) => id));
const object = v.custom<JsonObject>(isJsonObject);
const eventSchema = v.object({
  id: v.string(),
  source,
  subject: v.string(),
  data: v.object({ references: v.record(v.string(), v.string()), original: object }),
});
const quarantinedSchema = v.object({
  id: v.string(),
  source,
  delivery: v.object({
    body: v.pipe(
      v.string(),
      v.transform((base64) => Buffer.from(base64, "base64").toString("utf8")),
      v.parseJson(),
      object,
    ),
  }),
});

export function openAccount(facts: Facts): Account {
  const events = facts.events.map(readEvent);
  const quarantined = facts.quarantined.map(readQuarantined);
  const arrivals = events.filter((event) => typeof event !== "string");
  const kept = quarantined.filter((message) => typeof message !== "string");
  return {
    ...facts,
    sent: facts.subjects.flat(),
    arrivals,
    arrivalsOf: lookUp(arrivals),
    kept,
    keptOf: lookUp(kept),
    unreadable: [...events, ...quarantined].filter((message) => typeof message === "string"),
  };
}

function lookUp(arrivals: readonly Arrival[]): (identity: string) => readonly Arrival[] {
  const byIdentity = Map.groupBy(arrivals, ({ identity }) => identity);
  return (identity) => byIdentity.get(identity) ?? [];
}

/** A text names the event's fault. Subject and references must match the notification. */
function readEvent(body: string, position: number): Arrival | string {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), body);
  if (!success) return `not an event: ${body}`;
  const { id, subject, data } = output;
  const isItsOwn =
    subjectsOf(output.source, data.original).includes(subject) &&
    Object.values(data.references).includes(subject);
  if (!isItsOwn) return `an event about another subject than its notification: ${id}`;
  return { id, source: output.source, identity: identityOf(output.source, data.original), position };
}

function readQuarantined(body: string, position: number): Arrival | string {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), quarantinedSchema), body);
  if (!success) return `not a quarantined delivery: ${body}`;
  const { id, delivery } = output;
  return { id, source: output.source, identity: identityOf(output.source, delivery.body), position };
}
