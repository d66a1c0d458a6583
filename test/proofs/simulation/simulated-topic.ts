import { chooseConsumer } from "../../../infra/settings/chosen-consumer.ts";
import { chooseSource } from "../../../infra/settings/chosen-source.ts";
import type { ConsumerProps } from "../../../infra/settings/intake-props.ts";
import type { QueueMessage } from "../../../lib/intake/ports.ts";
import { outcomes } from "../../../lib/source/event-schema.ts";
import type { Random } from "../kit/random.ts";
import type { Network, World } from "./network.ts";
import type { Sending } from "./simulated-process.ts";
import { createSimulatedQueue, type SimulatedQueue } from "./simulated-queue.ts";

export type SimulatedTopic = ReturnType<typeof createSimulatedTopic>;

const minuteMs = 60_000;
/** Together shorter than the queues' deduplication. */
const maxRetries = 8;
const retryAfterMs = [1, 1000, 20_000];

/** An SNS FIFO topic as it is documented. It absorbs repeats, and so does each queue that its filter hands them on to. */
export function createSimulatedTopic(world: World, network: Network) {
  const { time, plan } = world;
  const ids = [...new Set(plan.notifications.map(({ actors }) => actors.source.id))];
  const sources = ids.map((id) => chooseSource(id, { vendor: id.replace("-sandbox", "") }));
  const consumers = Object.entries(chooseRoutes(ids, world.random)).map(([id, routes]) => {
    const { filter } = chooseConsumer(id, routes, sources);
    const queue = createSimulatedQueue(time, network);
    return { id, routes, queue, filter, deliver: subscribe(id, queue, world) };
  });
  /** All that the topic accepts. */
  const accepted = createSimulatedQueue(time, network, (message, sending) => {
    for (const { filter, deliver } of consumers)
      if (matches(filter, message.attributes)) deliver(message, sending);
  });
  return { accepted, consumers };
}

/** Two or three consumers that together take every event. */
function chooseRoutes(sources: readonly string[], random: Random): Readonly<Record<string, ConsumerProps>> {
  const [ownSource = ""] = sources;
  const mixed = random.shuffle(outcomes);
  const [some, others] = [mixed.slice(0, 4), mixed.slice(4)];
  return random.pick<Readonly<Record<string, ConsumerProps>>>([
    { audit: {}, decisions: { outcomes: some }, single: { sources: [ownSource] } },
    { decisions: { outcomes: some }, others: { outcomes: others } },
    { single: { sources: [ownSource], outcomes: some }, audit: {} },
  ]);
}

function matches(
  filter: Readonly<Partial<Record<string, readonly string[]>>>,
  attributes: QueueMessage["attributes"],
): boolean {
  const values = new Map(Object.entries(attributes));
  return Object.entries(filter).every(([name, listed]) => listed?.includes(values.get(name) ?? "") ?? true);
}

/** Repeats each delivery until the queue has answered. Meanwhile later ones of the group wait. */
function subscribe(consumer: string, queue: SimulatedQueue, { time, random, plan, trace }: World) {
  const freeAtMs = new Map<string, number>();
  return (message: QueueMessage, sending: Sending): void => {
    const { groupId } = message;
    const isHealed = time.now() >= plan.healedAtMs;
    const lateMs = !isHealed && random.chance(0.1) ? random.between(0, 6) * minuteMs : 0;
    let atMs = Math.max(time.now() + lateMs, freeAtMs.get(groupId) ?? 0);
    const carry = (reaches: boolean, isAnswered: boolean) => {
      atMs += random.between(1, 50);
      time.after(atMs - time.now(), () => {
        trace(`the topic to ${consumer}: ${isAnswered ? "answered" : "unanswered"}`);
        if (reaches) queue.take(message, sending);
      });
    };
    for (let retry = 0; retry < maxRetries && !isHealed && random.chance(plan.faultRate); retry += 1) {
      carry(random.chance(0.5), false);
      atMs += random.pick(retryAfterMs);
    }
    carry(true, true);
    freeAtMs.set(groupId, atMs);
  };
}
