import type { SourceId } from "../../../functions/sources.ts";
import { listExamples, readExample } from "../../../infra/local/vendors/vendors.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { Vendor } from "../../../lib/vendor.ts";
import type { ChaosRandom } from "./random.ts";

/**
 * `repeatable`: two distinct ones can be identical, so that every delivery counts. `not_understood`: authentic, but without
 * what makes an identity. `forged`: with credentials that somebody made up.
 */
type Kind = "understood" | "repeatable" | "not_understood" | "forged";

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

/** Notifications without an end: about 5 % forged, 3 % not understood, the others one to five a subject. */
export function* createSubjects(source: SourceId, vendor: Vendor, random: ChaosRandom): Generator<Subject> {
  const names = listExamples(source);
  for (;;) {
    const uuid = random.uuid();
    const write = (kind: Kind, name: string): Notification => ({
      source,
      kind,
      body: vendor.about(readExample(source, name), uuid),
      ...frequency(random),
    });
    const dice = random.between(1, 100);
    if (dice <= 5) yield [write("forged", random.pick(names))];
    else if (dice <= 8)
      yield [{ source, kind: "not_understood", body: { note: uuid }, ...frequency(random) }];
    else {
      const chosen = random.shuffle(names).slice(0, random.between(1, 5));
      yield chosen.map((name) => write(isRepeatable(source, name) ? "repeatable" : "understood", name));
    }
  }
}

function frequency(random: ChaosRandom) {
  return { copies: random.chance(0.2) ? random.between(2, 3) : 1, again: random.chance(0.1) };
}

export function isRepeatable(source: SourceId, example: string): boolean {
  return repeatableExamples[source]?.includes(example) ?? false;
}

export { playedIds as sourceIds } from "../../support/played-sources.ts";
