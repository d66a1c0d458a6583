import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { drainQueue } from "../../support/drain-queue.ts";
import { invokeRelay, readOutboxKeys } from "../../support/outbox.ts";
import { stageConsumers } from "./played-stage.ts";

/** The relay cannot send messages left after this many runs. */
const maxRuns = 20;

/** A run's remains as message bodies or keys. `events` are those of a consumer that takes all, in its order. */
export type Remains = Awaited<ReturnType<typeof collect>>;

/** Empties outbox and queues, as relay and consumer do. */
export async function collect(endpoints: Endpoints) {
  await relayUntilTheOutboxIsEmpty(endpoints);
  const outboxLeft = await readOutboxKeys(endpoints);
  const consumers: Record<string, string[]> = {};
  const deadLetters: string[] = [];
  for (const [id, { queueUrl, deadLetterQueueUrl }] of Object.entries(endpoints.consumers)) {
    consumers[id] = await drain(endpoints, queueUrl);
    deadLetters.push(...(await drain(endpoints, deadLetterQueueUrl)));
  }
  const isUnfiltered = (id: string) => Object.keys(stageConsumers[id] ?? {}).length === 0;
  const events = Object.entries(consumers).find(([id]) => isUnfiltered(id))?.[1];
  if (!events) throw new Error("no consumer takes every event");
  const quarantined = await drain(endpoints, endpoints.quarantineQueueUrl);
  return { outboxLeft, events, consumers, quarantined, deadLetters };
}

async function relayUntilTheOutboxIsEmpty(endpoints: Endpoints): Promise<void> {
  for (let run = 0; run < maxRuns; run += 1) {
    const result = await invokeRelay(endpoints).catch(() => undefined);
    if (result?.finished && result.found === 0) return;
  }
}

/** Message bodies in order of arrival. */
async function drain({ aws }: Endpoints, queueUrl: string): Promise<string[]> {
  return (await drainQueue(aws, queueUrl)).map(({ body }) => body);
}
