import * as v from "valibot";
import type { SourceId } from "../../../functions/vendors.ts";
import { isJsonObject, type JsonObject } from "../../../lib/json/json.ts";
import type { FunctionLogs } from "./function-logs.ts";
import { identityOf, subjectsOf } from "./identities.ts";
import type { Told } from "./journal.ts";
import { sourceIds } from "./notifications.ts";

/** Everything that is known when a run is over. */
export interface Facts {
  /** By subject, in the order in which they were sent. */
  readonly subjects: readonly (readonly Told[])[];
  /** Bodies of messages, in the order in which a consumer got them. */
  readonly events: readonly string[];
  readonly quarantined: readonly string[];
  readonly deadLetters: readonly string[];
  /** Keys of what still waits in the table. */
  readonly outboxLeft: readonly string[];
  readonly logs: Pick<FunctionLogs, "accepted" | "deferred" | "tableFaults" | "unusableSecrets">;
}

/** A message on a queue, and the notification that it says it is. */
export interface Arrival {
  readonly id: string;
  readonly source: SourceId;
  readonly identity: string;
  /** Its place among all that came from its queue. */
  readonly position: number;
}

/** A notification under the ids by which it is known again. */
export interface Entry extends Told {
  readonly identity: string;
}

export interface Books extends Omit<Facts, "subjects"> {
  readonly subjects: readonly (readonly Entry[])[];
  readonly told: readonly Entry[];
  readonly arrivals: readonly Arrival[];
  readonly arrivalsOf: (identity: string) => readonly Arrival[];
  readonly kept: readonly Arrival[];
  readonly keptOf: (identity: string) => readonly Arrival[];
  /** Messages that are not what they should be. */
  readonly unreadable: readonly string[];
}

const source = v.picklist(sourceIds);
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

/** Brings together what was sent and what arrived, by the vendors' own ids. */
export function openBooks(facts: Facts): Books {
  const events = facts.events.map((body, position) => readEvent(body, position));
  const quarantined = facts.quarantined.map((body, position) => readQuarantined(body, position));
  const isArrival = (one: Arrival | string): one is Arrival => typeof one !== "string";
  const arrivals = events.filter(isArrival);
  const kept = quarantined.filter(isArrival);
  const subjects = facts.subjects.map((subject) => subject.map(identify));
  return {
    ...facts,
    subjects,
    told: subjects.flat(),
    arrivals,
    arrivalsOf: lookUp(arrivals),
    kept,
    keptOf: lookUp(kept),
    unreadable: [...events, ...quarantined].filter((one) => typeof one === "string"),
  };
}

function identify(told: Told): Entry {
  const { source, body } = told.notification;
  return { ...told, identity: identityOf(source, body) };
}

function lookUp(arrivals: readonly Arrival[]): (identity: string) => readonly Arrival[] {
  const byIdentity = Map.groupBy(arrivals, ({ identity }) => identity);
  return (identity) => byIdentity.get(identity) ?? [];
}

/** A text says what is wrong with an event: its subject and its references have to be those of what it came from. */
function readEvent(body: string, position: number): Arrival | string {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), body);
  if (!success) return `not an event: ${body}`;
  const { id, data } = output;
  const isItsOwn =
    subjectsOf(output.source, data.original).includes(output.subject) &&
    Object.values(data.references).includes(output.subject);
  if (!isItsOwn) {
    return `an event about another subject than its notification: ${id}`;
  }
  return { id, source: output.source, identity: identityOf(output.source, data.original), position };
}

function readQuarantined(body: string, position: number): Arrival | string {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), quarantinedSchema), body);
  if (!success) return `not a quarantined delivery: ${body}`;
  const { id, delivery } = output;
  return { id, source: output.source, identity: identityOf(output.source, delivery.body), position };
}
