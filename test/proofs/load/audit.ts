import * as v from "valibot";
import { isJsonObject, type JsonObject } from "../../../lib/json/json.ts";
import { identityOf } from "../chaos/identities.ts";
import { sourceIds } from "../chaos/notifications.ts";
import type { Ledger } from "./ledger.ts";

/** What a run left behind, as bodies of messages or keys. */
export interface Remains {
  readonly events: readonly string[];
  readonly quarantined: readonly string[];
  readonly deadLetters: readonly string[];
  readonly outboxLeft: readonly string[];
}

/** Identities; all but the first two lists have to be empty. */
export interface Audit {
  /** Acknowledged, and on the queue. */
  readonly found: readonly string[];
  /** Not acknowledged, and on the queue all the same. */
  readonly unconfirmed: readonly string[];
  /** Acknowledged, and not on the queue. */
  readonly lost: readonly string[];
  /** One for each event about a notification, or under an id, that an earlier event has. */
  readonly doubled: readonly string[];
  /** On the queue, though nobody sent them with valid credentials. */
  readonly foreign: readonly string[];
  /** Somewhere else than on the queue. */
  readonly misplaced: readonly string[];
}

interface QueuedEvent {
  readonly id: string;
  readonly identity: string;
}

const eventSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    id: v.string(),
    source: v.picklist(sourceIds),
    data: v.object({ original: v.custom<JsonObject>(isJsonObject) }),
  }),
);

/** Compares what was acknowledged with what a consumer got, by the vendors' own ids, not by ours. */
export function audit(ledger: Ledger, remains: Remains): Audit {
  const events = remains.events.map(readEvent);
  const present = new Set(events.map(({ identity }) => identity));
  const isPresent = (identity: string) => present.has(identity);
  const sent = new Set([...ledger.acknowledged, ...ledger.unconfirmed]);
  const { quarantined, deadLetters, outboxLeft } = remains;
  return {
    found: ledger.acknowledged.filter(isPresent),
    unconfirmed: ledger.unconfirmed.filter(isPresent),
    lost: ledger.acknowledged.filter((identity) => !isPresent(identity)),
    doubled: findRepeats(events),
    foreign: [...present].filter((identity) => !sent.has(identity)),
    misplaced: [...quarantined, ...deadLetters, ...outboxLeft],
  };
}

function findRepeats(events: readonly QueuedEvent[]): string[] {
  const seen = new Set<string>();
  return events.flatMap(({ id, identity }) => {
    const isRepeat = seen.has(`id ${id}`) || seen.has(identity);
    seen.add(`id ${id}`).add(identity);
    return isRepeat ? [identity] : [];
  });
}

/** What is no event is known by its text, which nobody sent. */
function readEvent(body: string): QueuedEvent {
  const { success, output } = v.safeParse(eventSchema, body);
  if (!success) return { id: body, identity: body };
  return { id: output.id, identity: identityOf(output.source, output.data.original) };
}
