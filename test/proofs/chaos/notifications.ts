import type { ChosenSource } from "../../../infra/settings/chosen-source.ts";
import { listExamples, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import type { Kind } from "../kit/account.ts";
import type { Random } from "../kit/random.ts";
import { isRepeatable } from "../kit/repeatable.ts";
import { signingSources } from "../kit/violations.ts";

export interface Notification {
  readonly source: string;
  readonly kind: Kind;
  readonly body: JsonObject;
  /** How many the vendor sends at once. */
  readonly copies: number;
  /** The vendor repeats it after its whole subject. */
  readonly again: boolean;
}

/** About one person, image or session. Each waits for the one before. */
export type Subject = readonly Notification[];

/** Endless: 5 % forged, 3 % not understood, 10 % altered if the vendor signs parts. Others come one to five a subject. */
export function* createSubjects(
  { id: source, vendor }: ChosenSource,
  simulator: Simulator,
  random: Random,
): Generator<Subject> {
  const names = listExamples(vendor);
  for (let count = 0; ; count += 1) {
    const uuid = random.uuid();
    const write = (kind: Kind, name: string): Notification => ({
      source,
      kind,
      body: simulator.about(readExample(vendor, name), uuid),
      ...frequency(random),
    });
    const dice = random.between(1, 100);
    if (dice <= 5) yield [write("forged", random.pick(names))];
    else if (dice <= 8)
      yield [{ source, kind: "not_understood", body: { note: uuid }, ...frequency(random) }];
    else if (dice <= 18 && signingSources.has(source)) {
      const genuine = { ...write("understood", random.pick(names)), copies: 1, again: false };
      yield [genuine, alter(genuine, count)];
    } else {
      const chosen = random.shuffle(names).slice(0, random.between(1, 5));
      yield chosen.map((name) => write(isRepeatable(name) ? "repeatable" : "understood", name));
    }
  }
}

function frequency(random: Random) {
  return { copies: random.chance(0.2) ? random.between(2, 3) : 1, again: random.chance(0.1) };
}

/** Other unsigned content, with a note that identifies it. */
function alter(genuine: Notification, count: number): Notification {
  const body = { ...genuine.body, completed_at: 1_539_680_000 + count, note: `altered ${count}` };
  return { ...genuine, kind: "altered", body };
}
