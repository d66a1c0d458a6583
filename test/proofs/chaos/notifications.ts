import { type SourceId, vendors } from "../../../functions/vendors.ts";
import { listExamples, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import type { Random } from "../kit/random.ts";

/**
 * `repeatable`: two distinct ones can be identical, so that every delivery counts. `not_understood`: authentic, but without
 * what makes an identity. `forged`: with credentials that somebody made up. `altered`: by somebody who has seen the notification
 * before it, with the same signature over other content.
 */
type Kind = "understood" | "repeatable" | "not_understood" | "forged" | "altered";

export interface Notification {
  readonly source: SourceId;
  readonly kind: Kind;
  readonly body: JsonObject;
  /** How many of it the vendor sends at once. */
  readonly copies: number;
  /** Whether the vendor sends it once more when all of its subject was settled. */
  readonly again: boolean;
}

/** What one person, image or session gives rise to: each notification is sent when the one before it was settled. */
export type Subject = readonly Notification[];

/** Examples that can come twice for the same ids, by source (ADR 8). */
const repeatableExamples: Readonly<Record<string, readonly string[]>> = {
  yoti: ["resource-update", "new-pdf-supplied", "instructions-email-requested", "thank-you-email-requested"],
};

/** Vendors that sign part of a body, and sign anew in every attempt. */
export const signingSources: ReadonlySet<string> = new Set(
  vendors.filter(({ signedFields }) => signedFields.length > 0).map(({ id }) => id),
);

/** The same notification with other content that nobody signs, and a note by which it is known. */
function alter(genuine: Notification, at: number): Notification {
  const body = { ...genuine.body, completed_at: 1_539_680_000 + at, note: `altered ${at}` };
  return { ...genuine, kind: "altered", body, copies: 1, again: false };
}

/**
 * Notifications without an end: about 5 % forged, 3 % not understood, of a vendor that signs part of a body 10 % altered, the
 * others one to five a subject.
 */
export function* createSubjects(source: SourceId, simulator: Simulator, random: Random): Generator<Subject> {
  const names = listExamples(source);
  for (let at = 0; ; at += 1) {
    const uuid = random.uuid();
    const write = (kind: Kind, name: string): Notification => ({
      source,
      kind,
      body: simulator.about(readExample(source, name), uuid),
      ...frequency(random),
    });
    const dice = random.between(1, 100);
    if (dice <= 5) yield [write("forged", random.pick(names))];
    else if (dice <= 8)
      yield [{ source, kind: "not_understood", body: { note: uuid }, ...frequency(random) }];
    else if (dice <= 18 && signingSources.has(source)) {
      const genuine = { ...write("understood", random.pick(names)), copies: 1, again: false };
      yield [genuine, alter(genuine, at)];
    } else {
      const chosen = random.shuffle(names).slice(0, random.between(1, 5));
      yield chosen.map((name) => write(isRepeatable(source, name) ? "repeatable" : "understood", name));
    }
  }
}

function frequency(random: Random) {
  return { copies: random.chance(0.2) ? random.between(2, 3) : 1, again: random.chance(0.1) };
}

export function isRepeatable(source: SourceId, example: string): boolean {
  return repeatableExamples[source]?.includes(example) ?? false;
}

export { playedIds as sourceIds } from "../../support/simulated-vendors.ts";
