import { listExamples, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import type { Kind } from "../kit/account.ts";
import { withMark } from "../kit/marks.ts";
import type { Random } from "../kit/random.ts";
import { repeatableExamples } from "../kit/repeatable-examples.ts";

export interface Notification {
  readonly kind: Kind;
  /** Unique at its source. The body holds it. */
  readonly mark: string;
  /** Of an altered one only the changes. */
  readonly body: JsonObject;
  /** How many the vendor sends at once. */
  readonly copies: number;
  /** The vendor repeats it after its whole subject. */
  readonly again: boolean;
}

/** About one person, image or session. Each waits for the one before. */
export type Subject = readonly Notification[];

/** Endless: 5 % forged, 3 % not understood, 10 % altered if the vendor signs parts. Others come one to five a subject. */
export function* createSubjects(vendor: string, simulator: Simulator, random: Random): Generator<Subject> {
  const names = listExamples(vendor);
  for (;;) {
    const uuid = random.uuid();
    const create = (kind: Kind, name: string, body: JsonObject): Notification => {
      const mark = `${name}-${uuid}`;
      const [copies, again] = [random.chance(0.2) ? random.between(2, 3) : 1, random.chance(0.1)];
      return { kind, mark, body: withMark(body, mark), copies, again };
    };
    const write = (kind: Kind, name: string) =>
      create(kind, name, simulator.about(readExample(vendor, name), uuid));
    const dice = random.between(1, 100);
    if (dice <= 5) yield [write("forged", random.pick(names))];
    else if (dice <= 8) yield [create("not_understood", "oddity", {})];
    else if (dice <= 18 && simulator.unsignedField !== undefined) {
      const genuine = { ...write("understood", random.pick(names)), copies: 1, again: false };
      yield [genuine, alter(genuine, random)];
    } else {
      const chosen = random.shuffle(names).slice(0, random.between(1, 5));
      yield chosen.map((name) => write(repeatableExamples.has(name) ? "repeatable" : "understood", name));
    }
  }
}

/** The unsigned content that an attacker changes. With the same time, SQS may keep one of two bodies (SECURITY.md). */
function alter(genuine: Notification, random: Random): Notification {
  const mark = `altered-${genuine.mark}`;
  const changed = { completed_at: random.between(1_500_000_000, 1_600_000_000) };
  return { ...genuine, kind: "altered", mark, body: withMark(changed, mark) };
}
