import { createDelivery } from "../../../lib/delivery/delivery.ts";
import type { Receipt } from "../../../lib/intake/receipt.ts";
import { type Intake, receiveDelivery } from "../../../lib/intake/receive.ts";
import { createSteps } from "../../../lib/intake/steps.ts";
import { type OutboxRelay, relayOutbox } from "../../../lib/outbox/outbox-relay.ts";
import { pauseSeconds } from "../../../lib/source/simulator.ts";
import { createRandom } from "../kit/random.ts";
import type { Notification } from "./actors.ts";
import { createNetwork, type Trace, type World } from "./network.ts";
import { createPlan, type Plan, type PlannedNotification } from "./plan.ts";
import { createProcess, type SimulatedProcess } from "./simulated-process.ts";
import { createSimulatedQueue, type SimulatedQueue } from "./simulated-queue.ts";
import { createSimulatedTable, type SimulatedTable } from "./simulated-table.ts";
import { createSimulatedTopic, type SimulatedTopic } from "./simulated-topic.ts";
import { createVirtualTime } from "./virtual-time.ts";

/** One attempt of a vendor, as the function saw it. */
export interface Attempt {
  readonly notification: Notification;
  /** The delivery's id. */
  readonly id: string;
  readonly process: SimulatedProcess;
  readonly startedAtMs: number;
  response?: { readonly atMs: number; readonly status: number; readonly receipt: Receipt };
}

export interface History {
  readonly plan: Plan;
  readonly attempts: readonly Attempt[];
  /** `events` is the only consumer's queue, or what the topic accepted. */
  readonly queues: { readonly events: SimulatedQueue; readonly quarantine: SimulatedQueue };
  /** Of the topic. None if events go to one queue. */
  readonly consumers: SimulatedTopic["consumers"];
  readonly table: SimulatedTable;
}

/** Removes a protection. An invariant has to notice. */
export interface PlantedBug {
  readonly intake?: (intake: Intake) => Partial<Intake>;
  readonly relay?: (relay: OutboxRelay) => Partial<OutboxRelay>;
  /** The table ignores the condition of its conditional write. */
  readonly ignoresCondition?: boolean;
  /** The relay sends past the topic, to its first consumer. */
  readonly ignoresTopic?: boolean;
}

interface Played extends History, World {
  readonly attempts: Attempt[];
  readonly plantedBug: PlantedBug;
  /** The current version of every secret is unusable. */
  readonly isMisrotated: boolean;
  readonly acknowledged: Map<Notification, (() => void)[]>;
}

const relayEveryMs = 60_000;
const relayLastsMs = 40_000;
const lambdaTimeoutMs = 15_000;
const vendorPatienceMs = 10_000;

/** Plays one seed with the deployed pipeline and relay. */
export async function simulate(
  seed: number,
  options: { readonly plantedBug?: PlantedBug | undefined; readonly trace?: Trace } = {},
): Promise<History> {
  const { plantedBug = {}, trace = () => undefined } = options;
  const random = createRandom(seed);
  const time = createVirtualTime();
  const plan = createPlan(random);
  const world: World = { time, random, plan, trace: (happened) => trace(`${time.now()} ms: ${happened}`) };
  const network = createNetwork(world);
  // Its own random numbers, so that a topic changes no other choice of the seed.
  const ofTopic = { ...world, random: createRandom(seed + 1) };
  const topic = seed % 3 === 0 ? createSimulatedTopic(ofTopic, network) : undefined;
  const createQueue = () => createSimulatedQueue(time, network);
  const played: Played = {
    ...world,
    attempts: [],
    queues: { events: topic?.accepted ?? createQueue(), quarantine: createQueue() },
    consumers: topic?.consumers ?? [],
    table: createSimulatedTable(world, network, plantedBug.ignoresCondition),
    plantedBug,
    isMisrotated: seed % 5 === 0,
    acknowledged: new Map(),
  };
  for (const planned of plan.notifications) schedule(planned, played);
  scheduleRelay(played, 0);
  await time.run();
  return played;
}

function schedule(planned: PlannedNotification, world: Played): void {
  const { time, acknowledged } = world;
  const { behind, delayMs, copies } = planned;
  const begin = () =>
    time.after(delayMs, () => {
      for (let copy = 0; copy < copies; copy += 1) attempt(planned, world, 1);
    });
  if (behind) acknowledged.set(behind, [...(acknowledged.get(behind) ?? []), begin]);
  else begin();
}

/** One attempt, then the vendor's next if it failed. */
function attempt(planned: PlannedNotification, world: Played, number: number): void {
  const { time, random, plan } = world;
  const { retry } = planned.actors;
  const isHealed = time.now() >= plan.healedAtMs;
  const losesResponse = !isHealed && random.chance(plan.lostResponseRate);
  let isOver = false;
  const finish = (isDone: boolean) => {
    if (isOver) return;
    isOver = true;
    // An attacker tries once, whatever the answer.
    const { isForged, copyOf } = planned.notification;
    const pause = pauseSeconds(retry, number);
    if ((isDone && !losesResponse) || pause === undefined || isForged || copyOf) return;
    time.after(pause * 1000, () => attempt(planned, world, number + 1));
  };
  time.after(vendorPatienceMs, () => finish(false));
  void deliver(planned, world).then(({ status, body }) => finish(retry.isDone(status, body)));
}

/** Resolves with the answer, or never if the process stops. */
async function deliver({ actors, notification }: PlannedNotification, world: Played) {
  const { time, attempts } = world;
  const process = startProcess("delivery", world);
  const id = `delivery-${attempts.length}`;
  const entry: Attempt = { notification, id, process, startedAtMs: time.now() };
  attempts.push(entry);
  const { headers, body, pathParameters, sourceAddress } = notification;
  const receivedAt = new Date(time.now());
  const request = { id, receivedAt, correlationId: id, pathParameters, headers, body, sourceAddress };
  const { source, authenticator, secrets, misrotated } = actors;
  const held = world.isMisrotated ? misrotated : secrets;
  const intake: Intake = { source, authenticator, secrets: () => held, ...storesOf(process, world) };
  const { response, receipt } = await receiveDelivery(
    createDelivery(request),
    { ...intake, ...world.plantedBug.intake?.(intake) },
    createSteps(lambdaTimeoutMs, time.now),
  );
  entry.response = { atMs: time.now(), status: response.status, receipt };
  if (response.status === 200)
    for (const next of world.acknowledged.get(notification)?.splice(0) ?? []) next();
  return response;
}

function startProcess(kind: SimulatedProcess["kind"], { time, random, plan }: Played): SimulatedProcess {
  return createProcess(kind, random, time.now() < plan.healedAtMs && random.chance(plan.stopRate));
}

/** The stores as one process sees them. */
function storesOf(process: SimulatedProcess, { time, table, queues }: Played) {
  return {
    ...table.of(process),
    queues: { events: queues.events.of(process), quarantine: queues.quarantine.of(process) },
    now: () => new Date(time.now()),
  };
}

/** Every minute and at random moments, at times twice at once, until nothing more can happen. */
function scheduleRelay(world: Played, afterMs: number): void {
  const { time, random, table } = world;
  time.after(afterMs, () => {
    const nextMs = random.chance(0.3) ? random.between(100, 7000) : relayEveryMs;
    if (time.isPlanned() || table.outboxKeys().length > 0) scheduleRelay(world, nextMs);
    // Without a deferred message a run only costs time.
    if (table.deferChecks.size === 0) return;
    for (let run = random.pick([1, 1, 2]); run > 0; run -= 1) void startRelay(world);
  });
}

async function startRelay(world: Played): Promise<void> {
  const { time, plantedBug, consumers } = world;
  const process = startProcess("relay", world);
  const events = (plantedBug.ignoresTopic && consumers[0]?.queue) || world.queues.events;
  const reached: Played = { ...world, queues: { ...world.queues, events } };
  const relay: OutboxRelay = storesOf(process, reached);
  await relayOutbox({ ...relay, ...plantedBug.relay?.(relay) }, new Date(time.now() + relayLastsMs));
}
