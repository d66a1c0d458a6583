import { type Fault, type FaultyService, faultyServices } from "../../../infra/local/aws/service-faults.ts";
import type { Random } from "../kit/random.ts";

/** One or several services fail for a while. */
export interface FaultStep {
  readonly name: string;
  readonly faults: Partial<Readonly<Record<FaultyService, Fault>>>;
  /** Rotates every secret to an unusable value, and back. */
  readonly misrotates?: true;
  readonly lastsMs: number;
  /** All services work this long afterwards. */
  readonly calmMs: number;
}

/** Shortest and longest, in milliseconds. */
type Span = readonly [number, number];

/** The lengths of faults, calms, and times between kills. */
export interface Pace {
  readonly fault: Span;
  readonly calm: Span;
  readonly kill: Span;
}

const modes: readonly (readonly [string, Fault])[] = [
  ["refuses", { mode: "refuses" }],
  ["paused, without effect", { mode: "hangs", takesEffect: false }],
  ["paused, with effect", { mode: "hangs", takesEffect: true }],
  ["throttles", { mode: "throttles" }],
  ["fails", { mode: "fails" }],
  ["a little slow", { mode: "slow", delayMs: 150 }],
  ["too slow", { mode: "slow", delayMs: 2500 }],
];

/** Down for a moment, with every open request cut off. */
const restartMs = 200;

/** Every service in every mode, both stores, all, and unusable secrets. The seed orders them. Events go to `events`. */
export function createCycle(random: Random, pace: Pace, events: "sqs" | "sns"): FaultStep[] {
  const span = ([shortest, longest]: Span) => random.between(shortest, longest);
  const step = (name: string, faults: FaultStep["faults"], lastsMs = span(pace.fault)): FaultStep => ({
    name,
    faults,
    lastsMs,
    calmMs: span(pace.calm),
  });
  const services = faultyServices.filter((service) => service !== "sns" || service === events);
  const single = services.flatMap((service) => [
    ...modes.map(([name, fault]) => step(`${service} ${name}`, { [service]: fault })),
    step(`${service} restarts`, { [service]: { mode: "refuses" } }, restartMs),
  ]);
  const stores = modes.map(([name, dynamodb]) => {
    const [other, fault] = random.pick(modes);
    return step(`dynamodb ${name} and ${events} ${other}`, { dynamodb, [events]: fault });
  });
  const [, everything] = random.pick(modes);
  const all = { dynamodb: everything, sqs: everything, sns: everything, secretsManager: everything };
  const misrotation: FaultStep = { ...step("unusable secrets", {}), misrotates: true };
  return random.shuffle([...single, ...stores, step(`everything ${everything.mode}`, all), misrotation]);
}
