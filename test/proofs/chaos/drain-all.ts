import type { RunningIntake } from "../../../infra/local/intake.ts";
import { readOutboxKeys } from "../../support/outbox-keys.ts";
import { invokeRelay } from "../../support/relay.ts";
import type { Facts } from "./account.ts";
import { drain } from "./drain.ts";
import { pause } from "./fault-runner.ts";

/** Besides the schedule's runs, so that deferred messages meet every kind of fault on their way. */
const relayEveryMs = 7_000;
/** What is left after this many runs, with everything up, stays there. */
const maxRuns = 20;

/** By hand while things break; a run that fails is followed by another one. */
export async function runRelays({ endpoints }: RunningIntake, ends: AbortSignal): Promise<void> {
  while (!ends.aborted) {
    await pause(relayEveryMs, ends);
    await invokeRelay(endpoints).catch(() => undefined);
  }
}

export async function relayUntilTheOutboxIsEmpty({ endpoints }: RunningIntake): Promise<void> {
  for (let run = 0; run < maxRuns; run += 1) {
    const result = await invokeRelay(endpoints).catch(() => undefined);
    if (result?.finished && result.found === 0) return;
  }
}

/** What a run left behind in the stores; the queues are empty afterwards. */
export async function collect({
  endpoints,
}: RunningIntake): Promise<Pick<Facts, "outboxLeft" | "events" | "quarantined" | "deadLetters">> {
  return {
    outboxLeft: await readOutboxKeys(endpoints),
    events: await drain(endpoints, endpoints.queueUrl),
    quarantined: await drain(endpoints, endpoints.quarantineQueueUrl),
    deadLetters: await drain(endpoints, endpoints.deadLetterQueueUrl),
  };
}
