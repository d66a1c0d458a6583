import * as v from "valibot";
import { parseAs, readEvent as parseEvent } from "../../../infra/acceptance/received.ts";
import type { Remains } from "./collect.ts";
import type { FunctionLogs } from "./function-logs.ts";
import { nameIn } from "./marks.ts";
import type { Response } from "./response.ts";

/** `repeatable`: two distinct ones can be identical, so every delivery counts. `not_understood`: authentic, without the vendor's ids. `forged`: credentials of the vendor's other source, or invented ones. `altered`: another's signature over other content. */
export type Kind = "understood" | "repeatable" | "not_understood" | "forged" | "altered";

/** One notification and its responses. */
export interface Sent {
  readonly source: string;
  readonly kind: Kind;
  /** By which its messages are known. */
  readonly name: string;
  /** The vendor repeats it at the end, so its order is unknown. */
  readonly again: boolean;
  /** One for each attempt, in order of arrival. */
  readonly responses: Response[];
  /** False while the vendor waits or would retry. */
  isDone: boolean;
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
  readonly name: string;
  /** Its place among all messages of its queue. */
  readonly position: number;
}

export type Account = ReturnType<typeof openAccount>;

const text = v.string();
const quarantinedSchema = v.object({ id: text, source: text, delivery: v.object({ body: text }) });

/** Pairs sent with found by name. */
export function openAccount(facts: Facts) {
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
    /** Messages with the wrong content. */
    unreadable: [...events, ...quarantined].filter((message) => typeof message === "string"),
  };
}

function lookUp(arrivals: readonly Arrival[]): (name: string) => readonly Arrival[] {
  const byName = Map.groupBy(arrivals, ({ name }) => name);
  return (name) => byName.get(name) ?? [];
}

/** A text names the event's fault. Its subject has to be in its notification. */
function readEvent(body: string, position: number): Arrival | string {
  const event = parseEvent(body);
  if (!event) return `not an event: ${body}`;
  const { id, source, subject, data } = event;
  if (!Object.values(data.original).includes(subject))
    return `an event about another subject than its notification: ${id}`;
  return { id, source, name: nameIn(body), position };
}

function readQuarantined(body: string, position: number): Arrival | string {
  const message = parseAs(quarantinedSchema, body);
  if (!message) return `not a quarantined delivery: ${body}`;
  return { id: message.id, source: message.source, name: nameIn(body), position };
}
