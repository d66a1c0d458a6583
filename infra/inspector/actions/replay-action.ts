import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import { createQuarantineQueue } from "../../replay/quarantine-queue.ts";
import { createReplay, type ReplayResponse } from "../../replay/replay-functions.ts";
import { localReplayTarget } from "../../replay/replay-target.ts";
import { type ReplayResult, type WalkEnd, walkQuarantine } from "../../replay/replay-walk.ts";
import { explainIssues } from "../explanations.ts";
import type { ActionResponse, ReplayRequest } from "../protocol.ts";

export const replayRequest = v.strictObject({
  event: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
}) satisfies v.GenericSchema<ReplayRequest>;

const stays = "It stays in quarantine.";

const texts: Readonly<Record<ReplayResponse["outcome"], (response: ReplayResponse) => string>> = {
  accepted: () => "Understood now. Its event is on the queue.",
  duplicate: () => "Understood now. Its event was sent before.",
  deferred: () => "Understood now. Its event waits in the outbox.",
  understood: () => `It would be understood now. ${stays}`,
  quarantined: ({ issues = [] }) => `Still not understood${explainIssues(issues)}. ${stays}`,
  unreadable: () => `No function can read the message. ${stays}`,
  failed: ({ code, cause }) => `The function failed (${code ?? cause ?? "unknown"}). ${stays}`,
};

/** One walk at a time: SQS hides from a second walk the messages that the first one has received. */
export function createReplayAction(
  endpoints: Endpoints,
  onReleased: (event: string) => void,
): (request: ReplayRequest) => Promise<ActionResponse> {
  let last: Promise<unknown> = Promise.resolve();
  return ({ event }) => {
    const replaying = last.then(() => replayOne(event, endpoints, onReleased));
    last = replaying.catch(() => undefined);
    return replaying;
  };
}

async function replayOne(
  event: string,
  endpoints: Endpoints,
  onReleased: (event: string) => void,
): Promise<ActionResponse> {
  const target = localReplayTarget(endpoints);
  const sqs = new SQSClient(target.clientSettings);
  const lambda = new LambdaClient(target.clientSettings);
  let found: ReplayResult | undefined;
  const end = await walkQuarantine({
    queue: createQuarantineQueue(sqs, target.quarantineQueueUrl),
    replay: createReplay(lambda, target.functions),
    dryRun: false,
    accepted: new Set(),
    isWanted: ({ id }) => id === event,
    isStopped: () => found !== undefined,
    onResult(result) {
      if (result.response.outcome !== "skipped" && result.delivery?.id === event) found = result;
    },
    now: () => new Date(),
  });
  sqs.destroy();
  lambda.destroy();
  if (found?.isRemoved) onReleased(event);
  return describe(found, end);
}

function describe(found: ReplayResult | undefined, { reason, cause }: WalkEnd): ActionResponse {
  if (found && found.response.outcome !== "skipped")
    return { ok: found.isRemoved, text: texts[found.response.outcome](found.response) };
  if (reason === "unreachable")
    return { ok: false, text: `The quarantine queue does not answer (${cause}). Switch the queue on first.` };
  return { ok: false, text: "It is not in quarantine. A replay took it out, or a consumer has received it." };
}
