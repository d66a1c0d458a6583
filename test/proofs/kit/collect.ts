import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { drainQueue } from "../../support/drain-queue.ts";
import { invokeRelay, readOutboxKeys } from "../../support/outbox.ts";
import type { Remains } from "./account.ts";

/** The relay cannot send messages left after this many runs. */
const maxRuns = 20;

/** Empties outbox and queues, as relay and consumer do. */
export async function collect(endpoints: Endpoints): Promise<Remains> {
  await relayUntilTheOutboxIsEmpty(endpoints);
  return {
    outboxLeft: await readOutboxKeys(endpoints),
    events: await drain(endpoints, endpoints.queueUrl),
    quarantined: await drain(endpoints, endpoints.quarantineQueueUrl),
    deadLetters: await drain(endpoints, endpoints.deadLetterQueueUrl),
  };
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
